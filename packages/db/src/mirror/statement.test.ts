import { expect, test } from 'vitest'
import { createMirror } from './create-mirror.ts'
import type { Db } from '../connect/db.ts'
import type { MirrorStore } from '../mirror.ts'
import { testDb } from '../../testing/index.ts'

const LARGE = 2000

test('if a batch holds a key twice, the newest incarnation is written, and its newest edit', async () => {
  await using db = await testDb()
  const mirror = createMirror(db.pool)
  const member = { orgId: 'org_1', userId: 'user_1', role: 'r' }
  const first = { ...member, membershipId: 'first', createdMs: 1, updatedMs: 9 }
  const second = { ...member, membershipId: 'second', createdMs: 5, updatedMs: 5 }
  const edited = { ...second, role: 'edited', updatedMs: 6 }
  await mirror.applyMemberships([edited, first, second], { kind: 'webhook' })
  const { rows } = await db.pool.query('SELECT membership_id, role FROM roster.membership')
  expect(rows).toEqual([{ membership_id: 'second', role: 'edited' }])
})

test('a batch takes its rows in one order, that of stripes and then keys, so that no two batches deadlock', async () => {
  await using db = await testDb()
  // In an empty file, the order of the rows is that in which they were inserted.
  await db.pool.query('TRUNCATE roster.organization, roster.app_user, roster.membership')
  const mirror = createMirror(db.pool)
  const webhook = { kind: 'webhook' } as const
  const rows = Array.from({ length: 40 }, (_, at) => ({ id: `id_${(at * 7) % 40}`, createdMs: 1, updatedMs: 1 }))
  const blank = { firstName: null, lastName: null, email: null, imageUrl: null, hasImage: false }
  const taken = async (table: string, key: string, order: string) => {
    const { rows } = await db.pool.query<{ inOrder: boolean }>(
      `SELECT array_agg(${key} ORDER BY ctid) = array_agg(${key} ORDER BY ${order}) AS "inOrder" FROM roster.${table}`,
    )
    return rows[0]?.inOrder
  }
  await mirror.applyOrganizations(rows, webhook)
  expect(await taken('organization', 'clerk_id', 'clerk_id COLLATE "C"')).toBe(true)
  await mirror.applyUsers(
    rows.map((row) => ({ ...row, ...blank, banned: false, deprovisioned: false })),
    webhook,
  )
  expect(await taken('app_user', 'clerk_id', 'roster.user_stripe(clerk_id), clerk_id COLLATE "C"')).toBe(true)
  await mirror.applyMemberships(
    rows.map(({ id, ...times }) => ({ orgId: 'org_1', userId: id, membershipId: id, role: 'r', ...times })),
    webhook,
  )
  expect(await taken('membership', 'user_id', 'roster.user_stripe(user_id), user_id COLLATE "C"')).toBe(true)
})

test('a batch holds any text, and a row of it that differs is written', async () => {
  await using db = await testDb()
  const mirror = createMirror(db.pool)
  const texts = ['a"b', 'a\\b', '\\"', '{a,b}', 'null', ' a ', 'é,ü']
  const rows = texts.map((text) => ({
    orgId: 'org_1',
    userId: text,
    membershipId: text,
    role: 'r',
    createdMs: 1,
    updatedMs: 1,
  }))
  const changed = rows.map((row, at) => (at % 2 ? row : { ...row, role: 'edited', updatedMs: 2 }))
  for (const batch of [rows, changed]) await mirror.applyMemberships(batch, { kind: 'webhook' })
  const found = await db.pool.query('SELECT user_id, membership_id, role FROM roster.membership ORDER BY ctid')
  const byText = new Map(found.rows.map((row: { user_id: string }) => [row.user_id, row]))
  expect(texts.map((text) => byText.get(text))).toEqual(
    changed.map(({ userId, membershipId, role }) => ({ user_id: userId, membership_id: membershipId, role })),
  )
})

// A connection keeps plans, of named statements and of those in functions. `ANALYZE` stands for autovacuum. Without
// statistics of the states, PostgreSQL reads the index of live members once.
test.each([
  ['empty tables', 0, LARGE + 50],
  ['small tables', 12, 50],
])('a change reads few rows of large tables by plans that its connection made for %s', async (_, analyzed, most) => {
  await using db = await testDb()
  const changes = changesOf(createMirror(db.pool))
  for (let at = 0; at < 24; at++) {
    if (at === analyzed) await db.pool.query('ANALYZE')
    for (const apply of Object.values(changes)) await apply(rowsFrom(at % 12, (at % 12) + 1))
  }
  for (const apply of Object.values(changes))
    for (let at = 0; at < LARGE; at += 1000) await apply(rowsFrom(at, at + 1000))
  for (const apply of Object.values(changes))
    expect(await rowsReadBy(db, () => apply(rowsFrom(0, 2, 2)))).toBeLessThan(most)
})

test('an organization that shows or hides reads no members of others, even if nearly all are in one', async () => {
  await using db = await testDb()
  const mirror = createMirror(db.pool)
  const changes = changesOf(mirror)
  await changes.users(rowsFrom(0, LARGE))
  await changes.memberships(rowsFrom(0, LARGE))
  await db.pool.query('ANALYZE')
  await changes.organizations(rowsFrom(0, 20))
  for (let at = 0; at < 12; at++) await mirror.applyOrganizationDeleted(`id_${at}`)
  expect(await rowsReadBy(db, () => mirror.applyOrganizationDeleted('id_19'))).toBeLessThan(50)
})

type Row = { id: string; createdMs: number; updatedMs: number }
const rowsFrom = (from: number, to: number, updatedMs = 1): Row[] =>
  Array.from({ length: to - from }, (_, at) => ({ id: `id_${from + at}`, createdMs: 1, updatedMs }))

function changesOf(mirror: MirrorStore) {
  const webhook = { kind: 'webhook' } as const
  const blank = { lastName: null, email: null, imageUrl: null, hasImage: false, banned: false, deprovisioned: false }
  return {
    organizations: (rows: Row[]) => mirror.applyOrganizations(rows, webhook),
    users: (rows: Row[]) =>
      mirror.applyUsers(
        rows.map((row) => ({ ...row, ...blank, firstName: `${row.updatedMs}` })),
        webhook,
      ),
    memberships: (rows: Row[]) =>
      mirror.applyMemberships(
        rows.map(({ id, ...times }) => ({
          orgId: 'large',
          userId: id,
          membershipId: id,
          role: `r${times.updatedMs}`,
          ...times,
        })),
        webhook,
      ),
  }
}

/** The rows that PostgreSQL reads for `change`, in tables and by indexes. */
async function rowsReadBy({ pool }: Pick<Db, 'pool'>, change: () => Promise<unknown>): Promise<number> {
  const sum = async () => {
    const { rows } = await pool.query<{ read: number }>(
      `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS read FROM pg_stat_xact_user_tables WHERE schemaname = 'roster'`,
    )
    return rows[0]?.read ?? Number.NaN
  }
  await pool.query('BEGIN')
  const before = await sum()
  await change()
  const after = await sum()
  await pool.query('COMMIT')
  return after - before
}
