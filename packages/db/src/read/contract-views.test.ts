import { expect, test } from 'vitest'
import { testDb, type TestDb } from '../../testing/index.ts'
import { verifiedOrganizationId } from './organization-id.ts'
import { resolvePeople } from './people.ts'

const COLUMNS = `
  SELECT attname || ' ' || format_type(atttypid, atttypmod) AS "column" FROM pg_attribute
  WHERE attrelid = $1::regclass AND attnum > 0 ORDER BY attnum`

test.each([
  ['roster.member', ['org_id text', 'user_id text', 'role text', 'status text', 'joined_at timestamp with time zone']],
  [
    'roster.person',
    ['user_id text', 'first_name text', 'last_name text', 'email text', 'picture_url text', 'state text'],
  ],
])('the view %s has exactly the columns of the contract, each with a description', async (view, columns) => {
  await using db = await testDb()
  const { rows } = await db.pool.query<{ column: string }>(COLUMNS, [view])
  expect(rows.map(({ column }) => column)).toEqual(columns)
  const undescribed = await db.pool.query(
    `SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND col_description(attrelid, attnum) IS NULL
    UNION ALL SELECT 'the view' WHERE obj_description($1::regclass) IS NULL`,
    [view],
  )
  expect(undescribed.rows).toEqual([])
})

/** Inserts users in each state, who are members in each state of organizations in each state. */
async function seed(db: TestDb): Promise<void> {
  await db.pool.query(`
    INSERT INTO roster.organization (clerk_id, state) SELECT 'org_' || state, state FROM unnest(enum_range(NULL::roster.mirror_state)) AS state;
    INSERT INTO roster.app_user (clerk_id, state, first_name, last_name, email, image_url, has_image, banned, deprovisioned) VALUES
      ('user_live', 'live', 'Ada', 'Lovelace', 'ada@example.com', 'https://img/ada', true, false, false),
      ('user_plain', 'live', NULL, NULL, NULL, 'https://img/initials', false, false, false),
      ('user_banned', 'live', 'Bea', NULL, NULL, NULL, false, true, true),
      ('user_deprovisioned', 'live', 'Cy', NULL, NULL, NULL, false, false, true),
      ('user_absent', 'absent', NULL, NULL, NULL, NULL, false, false, false),
      ('user_deleted', 'deleted', NULL, NULL, NULL, NULL, false, false, false),
      ('user_unknown', 'unknown', NULL, NULL, NULL, NULL, false, false, false);
    INSERT INTO roster.membership (org_id, user_id, state, role, created_ms)
    SELECT o.clerk_id, u.clerk_id, 'live', 'org:member', 1700000000123 FROM roster.organization o, roster.app_user u;
    INSERT INTO roster.app_user (clerk_id, state, first_name)
    SELECT 'user_' || state || '_membership', 'live', 'Dee' FROM unnest('{absent,deleted,unknown}'::text[]) AS state;
    INSERT INTO roster.membership (org_id, user_id, state)
    SELECT 'org_live', 'user_' || state || '_membership', state::roster.mirror_state FROM unnest('{absent,deleted,unknown}'::text[]) AS state`)
}

test('roster.member shows only live members of live organizations whose user the mirror has read', async () => {
  await using db = await testDb()
  await seed(db)
  const { rows } = await db.pool.query('SELECT * FROM roster.member ORDER BY user_id')
  const joined = { org_id: 'org_live', role: 'org:member', joined_at: new Date(1_700_000_000_123) }
  expect(rows).toEqual([
    { ...joined, user_id: 'user_banned', status: 'banned' },
    { ...joined, user_id: 'user_deprovisioned', status: 'deprovisioned' },
    { ...joined, user_id: 'user_live', status: 'active' },
    { ...joined, user_id: 'user_plain', status: 'active' },
  ])
})

test('roster.person shows every user the mirror has read, with a picture only if one was uploaded', async () => {
  await using db = await testDb()
  await seed(db)
  const { rows } = await db.pool.query('SELECT * FROM roster.person ORDER BY user_id')
  const nameless = { first_name: null, last_name: null, email: null, picture_url: null }
  expect(rows).toEqual([
    { ...nameless, user_id: 'user_absent', state: 'deleted' },
    { ...nameless, user_id: 'user_absent_membership', first_name: 'Dee', state: 'active' },
    { ...nameless, user_id: 'user_banned', first_name: 'Bea', state: 'banned' },
    { ...nameless, user_id: 'user_deleted', state: 'deleted' },
    { ...nameless, user_id: 'user_deleted_membership', first_name: 'Dee', state: 'active' },
    { ...nameless, user_id: 'user_deprovisioned', first_name: 'Cy', state: 'deprovisioned' },
    {
      user_id: 'user_live',
      first_name: 'Ada',
      last_name: 'Lovelace',
      email: 'ada@example.com',
      picture_url: 'https://img/ada',
      state: 'active',
    },
    { ...nameless, user_id: 'user_plain', state: 'active' },
    { ...nameless, user_id: 'user_unknown_membership', first_name: 'Dee', state: 'active' },
  ])
})

test('roster.person and resolvePeople agree that a user is deleted, after an event and after a read that found no user', async () => {
  await using db = await testDb()
  await seed(db)
  const { rows } = await db.pool.query<{ id: string }>(
    "SELECT user_id AS id FROM roster.person WHERE state = 'deleted' ORDER BY user_id",
  )
  const ids = rows.map(({ id }) => id)
  expect(ids).toEqual(['user_absent', 'user_deleted'])
  const people = await resolvePeople(db, verifiedOrganizationId('org_live'), ids)
  expect(people.map(({ id, state }) => [id, state])).toEqual(ids.map((id) => [id, 'deleted']))
})
