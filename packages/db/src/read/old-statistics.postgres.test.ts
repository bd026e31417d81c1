import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../testing/index.ts'
import type { Db } from '../connect/db.ts'
import { openDatabase } from '../connect/open-database.ts'
import { loadMemberChanges, loadMembers } from './load-members.ts'
import { loadUserChanges, loadUsers } from './load-users.ts'
import { verifiedOrganizationId } from './organization-id.ts'

const ORG = verifiedOrganizationId('org_1')

const FILL = `
  INSERT INTO roster.organization (clerk_id, state, used_at) VALUES ('${ORG}', 'live', now());
  INSERT INTO roster.app_user (clerk_id, state) SELECT 'user_' || n, 'live' FROM generate_series(1000, 6999) AS n;
  INSERT INTO roster.membership (org_id, user_id, state) SELECT '${ORG}', clerk_id, 'live' FROM roster.app_user WHERE clerk_id > 'user_1'`

type Case = {
  what: string
  prepare?: string
  /** Returns the number of rows that it read or wrote. */
  work: (db: Db) => Promise<number | null | undefined>
  rows: number
}
const CASES: Case[] = [
  { what: 'the list of users', work: async (db) => (await loadUsers(db, ORG)).rows.length, rows: 6000 },
  { what: 'the list of members', work: async (db) => (await loadMembers(db, ORG)).rows.length, rows: 6000 },
  {
    what: 'the changed users',
    prepare: "UPDATE roster.app_user SET first_name = 'Ada' WHERE clerk_id > 'user_2499'",
    work: async (db) => (await loadUserChanges(db, ORG, await lastRevision(db, 1)))?.rows.length,
    rows: 4500,
  },
  {
    what: 'the changed members',
    prepare: "UPDATE roster.app_user SET banned = true WHERE clerk_id > 'user_2499'",
    work: async (db) => (await loadMemberChanges(db, ORG, await lastRevision(db, 2)))?.rows.length,
    rows: 4500,
  },
  {
    what: 'pages of new memberships',
    work: async ({ pool }) => {
      await pool.query(`DO $$ BEGIN
        FOR page IN 0..11 LOOP
          INSERT INTO roster.membership (org_id, user_id, state)
          SELECT org_id, 'user_' || n, 'live' FROM unnest('{org_2,org_3}'::text[]) AS org_id, generate_series(1000 + page * 500, 1499 + page * 500) AS n;
        END LOOP;
      END $$`)
      return (await pool.query("SELECT FROM roster.membership WHERE org_id IN ('org_2', 'org_3')")).rowCount
    },
    rows: 12_000,
  },
  {
    what: 'showing an organization in which nobody shows',
    prepare: "UPDATE roster.organization SET state = 'absent'; UPDATE roster.app_user SET state = 'absent'",
    work: async ({ pool }) =>
      (await pool.query(`UPDATE roster.organization SET state = 'live' WHERE clerk_id = '${ORG}'`)).rowCount,
    rows: 1,
  },
]

// To the planner all indexes of a nearly empty table cost the same, so the look-up of each row may read every row.
test.for(
  ['one live row', 'one absent row', 'no committed row'].flatMap((seen) => CASES.map((each) => ({ seen, ...each }))),
)(
  'with table statistics of $seen, $what takes no longer than a request may wait',
  async ({ seen, prepare = '', work, rows }) => {
    const database = await testDatabase()
    if (!database) throw new Error('This test needs PostgreSQL: DATABASE_URL is not set.')
    onTestFinished(() => database.drop())
    const db = await openDatabase({ url: database.url })
    onTestFinished(() => db.close())
    const filling = await db.background.connect()
    const analyze = () => db.background.query('VACUUM ANALYZE roster.organization, roster.app_user, roster.membership')
    if (seen !== 'no committed row') {
      const state = seen === 'one live row' ? 'live' : 'absent'
      await filling.query(`
        INSERT INTO roster.app_user (clerk_id, state) VALUES ('user_0', '${state}');
        INSERT INTO roster.membership (org_id, user_id, state) VALUES ('org_0', 'user_0', '${state}')`)
      await analyze()
    }
    await filling.query('BEGIN')
    await filling.query(FILL)
    if (seen === 'no committed row') await analyze()
    await filling.query('COMMIT')
    await filling.query(prepare)
    filling.release()
    expect(await work(db)).toBe(rows)
  },
)

async function lastRevision({ pool }: Db, list: number): Promise<bigint> {
  const { rows } = await pool.query<{ last: string }>(
    'SELECT max(revision_before) AS last FROM roster.list_change WHERE list = $1',
    [list],
  )
  return BigInt(rows[0]?.last ?? 0)
}
