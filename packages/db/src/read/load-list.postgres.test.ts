import { expect, test } from 'vitest'
import { testDb } from '../../testing/index.ts'
import { loadMembers } from './load-members.ts'
import { loadUsers } from './load-users.ts'
import { verifiedOrganizationId } from './organization-id.ts'

const ORG = verifiedOrganizationId('org_large')

test(
  'a list that spans several pages is complete and in order, without members who do not show',
  { timeout: 120_000 },
  async () => {
    await using db = await testDb()
    // Hardly any member of the first pages, in the order of ids, shows.
    await db.background.query(`
    INSERT INTO roster.organization (clerk_id, state) VALUES ('${ORG}', 'live'), ('org_other', 'live');
    INSERT INTO roster.app_user (clerk_id, state, created_ms)
    SELECT 'user_' || lpad(n::text, 6, '0'), CASE WHEN n BETWEEN 2 AND 10500 THEN 'absent' ELSE 'live' END::roster.mirror_state, (n * 7919) % 1000
    FROM generate_series(1, 21000) AS n;
    INSERT INTO roster.membership (org_id, user_id, state)
    SELECT CASE WHEN n % 50 = 0 THEN 'org_other' ELSE '${ORG}' END, 'user_' || lpad(n::text, 6, '0'), 'live' FROM generate_series(1, 21000) AS n`)
    const shown = Array.from({ length: 21_000 }, (_, n) => n + 1).filter((n) => (n === 1 || n > 10_500) && n % 50 !== 0)
    const createdMs = (n: number) => (n * 7919) % 1000
    const ids = shown
      .sort((a, b) => createdMs(a) - createdMs(b) || a - b)
      .map((n) => `user_${String(n).padStart(6, '0')}`)
    expect(ids.length).toBeGreaterThan(10_000)
    const users = await loadUsers(db, ORG)
    expect(users.rows.map(({ id }) => id)).toEqual(ids)
    expect(users.revision).toBeGreaterThan(0n)
    const members = await loadMembers(db, ORG)
    expect(members.rows.map(({ userId }) => userId)).toEqual(ids)
  },
)
