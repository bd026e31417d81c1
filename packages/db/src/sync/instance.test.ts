import { expect, test } from 'vitest'
import { createMirror } from '../mirror/create-mirror.ts'
import { testDb } from '../../testing/index.ts'

test('only tombstones unchanged for 400 days are deleted', async () => {
  await using db = await testDb()
  await db.pool.query(`
    INSERT INTO roster.membership (org_id, user_id, state, written_at, checked_at, resync_at)
    SELECT 'org_a', 'user_' || name, state::roster.mirror_state, clock_timestamp() - written * interval '1 day',
      clock_timestamp() - checked * interval '1 day', clock_timestamp() - due * interval '1 day'
    FROM (VALUES ('deleted', 'deleted', 401, NULL, NULL), ('absent', 'absent', 500, 401, 401), ('live', 'live', 500, 500, NULL),
      ('recent', 'deleted', 399, NULL, NULL), ('checked', 'absent', 500, 399, NULL), ('marked', 'deleted', 500, NULL, 1))
      AS row(name, state, written, checked, due)`)
  await db.pool.query(
    `INSERT INTO roster.app_user (clerk_id, state, written_at) SELECT user_id, state, written_at FROM roster.membership`,
  )
  await createMirror(db.pool).forgetOld()
  const left = async (sql: string) => (await db.pool.query<{ id: string }>(sql)).rows.map(({ id }) => id)
  expect(await left('SELECT user_id AS id FROM roster.membership ORDER BY 1')).toEqual([
    'user_checked',
    'user_live',
    'user_marked',
    'user_recent',
  ])
  expect(await left('SELECT clerk_id AS id FROM roster.app_user ORDER BY 1')).toEqual(['user_live', 'user_recent'])

  await createMirror(db.pool).forgetOld(398)
  expect(await left('SELECT user_id AS id FROM roster.membership ORDER BY 1')).toEqual(['user_live', 'user_marked'])
})

test('the memberships of an organization or a user are deleted with the tombstone', async () => {
  await using db = await testDb()
  await db.pool.query(`
    INSERT INTO roster.organization (clerk_id, state, written_at)
    VALUES ('org_old', 'deleted', clock_timestamp() - interval '401 days'), ('org_new', 'deleted', clock_timestamp()), ('org_live', 'live', '2020-01-01');
    INSERT INTO roster.app_user (clerk_id, state, written_at)
    VALUES ('user_old', 'absent', clock_timestamp() - interval '401 days'), ('user_live', 'live', '2020-01-01');
    INSERT INTO roster.membership (org_id, user_id, state)
    SELECT o.clerk_id, u.clerk_id, 'live' FROM roster.organization AS o, roster.app_user AS u`)
  await createMirror(db.pool).forgetOld()
  const { rows } = await db.pool.query<{ id: string }>(`SELECT org_id || ' ' || user_id AS id FROM roster.membership
    UNION ALL SELECT clerk_id FROM roster.organization ORDER BY 1`)
  expect(rows.map(({ id }) => id)).toEqual(['org_live', 'org_live user_live', 'org_new', 'org_new user_live'])
})

test('changes of lists are deleted after ten minutes, and so are those of a clock that was set back', async () => {
  await using db = await testDb()
  await db.pool.query(`
    INSERT INTO roster.list_change (org_id, list, revision, revision_before, user_ids)
    SELECT 'org_a', 1, (extract(epoch FROM clock_timestamp() - minutes * interval '1 minute') * 1000000)::bigint, minutes, '{}'
    FROM unnest('{9,11,-9,-11}'::int[]) AS minutes`)
  await createMirror(db.pool).forgetChanges()
  const { rows } = await db.pool.query('SELECT revision_before::int AS minutes FROM roster.list_change')
  expect(rows).toEqual([{ minutes: 9 }, { minutes: -9 }])
})
