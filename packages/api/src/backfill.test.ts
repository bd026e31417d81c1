import { startLocalClerk } from '@roster/clerk-local'
import { readShown, testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { callClerk } from '../testing/call-clerk.ts'
import { silentLog } from '../testing/silent-log.ts'
import { backfill, type BackfillProgress } from './backfill.ts'

test('a dry run reports what the mirror lacks and writes nothing; after a backfill it reports no drift', async () => {
  const clerk = await startLocalClerk({ port: 0, organizations: { globex: 40, initech: 60 } })
  await using db = await testDb()
  const at = { database: db, log: silentLog, clerk: { ...clerk, authorizedParties: [], isLocal: true } }
  const { id: acme } = z.object({ id: z.string() }).parse(await callClerk(clerk, 'GET', '/organizations/acme'))

  const before = await backfill(at, { dryRun: true })
  // The organization itself and its 25 memberships.
  expect(before.drift?.find(({ orgId }) => orgId === acme)).toMatchObject({ missing: 26, surplus: 0, different: 0 })
  expect((await db.pool.query('SELECT FROM roster.organization')).rowCount).toBe(0)

  const progress: BackfillProgress[] = []
  const filled = await backfill(at, { dryRun: false, onProgress: (one) => progress.push(one) })
  expect(filled).toMatchObject({ outcome: 'completed', drift: null })
  expect((await readShown(db, [acme])).get(acme)?.members).toHaveLength(25)
  expect(new Set(progress.map(({ step }) => step))).toEqual(
    new Set(['organizations', 'users', 'memberships', 'missing']),
  )

  expect(await backfill(at, { dryRun: true })).toEqual({
    outcome: 'completed',
    reason: null,
    corrections: 0,
    drift: [],
  })
  await clerk.close()
})
