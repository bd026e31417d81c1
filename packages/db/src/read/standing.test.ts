import { expect, test } from 'vitest'
import { readStandings } from './standing.ts'
import { testDb } from '../../testing/index.ts'
import { verifiedOrganizationId } from './organization-id.ts'

const someone = { orgId: verifiedOrganizationId('org_1'), userId: 'user_1', sessionId: null }

test('standings are read over any connection of the pool, concurrently and after another connection was closed', async () => {
  await using db = await testDb()
  const [first] = await Promise.all([readStandings(db, [someone]), readStandings(db, [someone])])
  expect(first).toHaveLength(1)
  const client = await db.pool.connect()
  client.release(true)
  expect(await readStandings(db, [someone])).toHaveLength(1)
})
