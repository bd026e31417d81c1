import { expect, test } from 'vitest'
import { emptyDatabase } from '../../../testing/empty-database.ts'
import { startPgbouncer } from '../../../testing/pgbouncer.ts'
import { createMirror } from '../../mirror/create-mirror.ts'
import { verifiedOrganizationId } from '../../read/organization-id.ts'
import { readStandings } from '../../read/standing.ts'
import { inspectDatabase } from '../inspect-database.ts'
import { openDatabase } from '../open-database.ts'

const times = { createdMs: 1, updatedMs: 1 }

test('a pooler in transaction mode is detected, and four processes that start through it migrate once', async () => {
  await using database = await emptyDatabase()
  await using pooler = await startPgbouncer(database.url)
  const starts = await Promise.all([1, 2, 3, 4].map(() => openDatabase({ url: pooler.url.href })))
  const applied = starts.flatMap((db) => db.applied)
  expect(applied.length).toBeGreaterThan(0)
  expect(new Set(applied).size).toBe(applied.length)
  expect(starts.map(({ pooled }) => pooled)).toEqual([true, true, true, true])
  await Promise.all(starts.map((db) => db.close()))
})

test('through a pooler, 200 statements succeed, 40 at a time, three kinds of named ones and Prisma’s', async () => {
  await using database = await emptyDatabase()
  await using pooler = await startPgbouncer(database.url)
  const db = await openDatabase({ url: pooler.url.href })
  // Prisma's first query loads its compiler, for which the other statements would wait longer than they may.
  await db.prisma.membership.count()
  const mirror = createMirror(db.pool)
  const orgId = verifiedOrganizationId('org_1')
  await mirror.applyOrganizations([{ id: 'org_1', ...times }], { kind: 'webhook' })
  const kinds = [
    () => readStandings(db, [{ orgId, userId: 'user_1', sessionId: null }]),
    (at: number) =>
      mirror.applyMemberships(
        [{ orgId, userId: `user_${at}`, membershipId: `m_${at}`, role: 'org:member', ...times }],
        { kind: 'webhook' },
      ),
    (at: number) => mirror.applyOrganizations([{ id: `org_${at}`, ...times }], { kind: 'webhook' }),
    () => db.prisma.membership.count(),
  ]
  const answers: PromiseSettledResult<unknown>[] = []
  // No more at once, because a statement waits for its connection for a second at most.
  for (let from = 0; from < 200; from += 40)
    answers.push(
      ...(await Promise.allSettled(
        Array.from({ length: 40 }, async (_, more) => kinds[more % kinds.length]?.(from + more)),
      )),
    )
  expect(answers.filter(({ status }) => status === 'rejected')).toEqual([])
  expect(await db.prisma.membership.count()).toBe(50)
  await db.close()
})

test('a direct server is not detected as a pooler, and the option `pooler` overrides the detection', async () => {
  await using database = await emptyDatabase()
  expect(await inspectDatabase({ url: database.url.href })).toMatchObject({ pooled: false })
  expect(await inspectDatabase({ url: database.url.href, pooler: true })).toMatchObject({ pooled: true })
})

test('through a pooler, a database with another default isolation is rejected with the setting to change', async () => {
  await using database = await emptyDatabase()
  await database.admin.query(
    `ALTER DATABASE ${database.admin.database} SET default_transaction_isolation = 'repeatable read'`,
  )
  await using pooler = await startPgbouncer(database.url)
  await expect(openDatabase({ url: pooler.url.href })).rejects.toThrow(
    /keep the isolation level repeatable read.*SET default_transaction_isolation = 'read committed'/,
  )
})

test('through a pooler, a database whose arrays have no nulls is rejected with the setting to change', async () => {
  await using database = await emptyDatabase()
  await database.admin.query(`ALTER DATABASE ${database.admin.database} SET array_nulls = off`)
  await using pooler = await startPgbouncer(database.url)
  await expect(openDatabase({ url: pooler.url.href })).rejects.toThrow(/array_nulls = off.*“NULL”.*ALTER ROLE/)
})
