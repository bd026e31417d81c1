// oxlint-disable-next-line no-restricted-imports -- the bench also measures the layers below the check of credentials
import { verifiedOrganizationId, type Db } from '@roster/db'

type Client = Pick<Db['pool'], 'query'>

/** The measured organizations, by their number of members. */
export const sizes = [25, 1_000, 10_000] as const
export const orgIdOf = (size: number) => verifiedOrganizationId(`org_bench${size}`)
export const memberOf = (size: number, number = 1) => `user_bench${size}n${String(number).padStart(7, '0')}`

/** The other organizations have 1,000 members each and are numbered from 0. */
const OTHER_MEMBERS = 1_000
export const otherOrgIdOf = (number: number) => `org_other${number}`
export const otherMember = (number: number) => `user_other${String(number).padStart(7, '0')}`
export const otherMemberOf = (number: number) => otherMember(number * OTHER_MEMBERS + 1)

/** Fills an empty mirror with the measured organizations, and with `users` users in others. */
export async function seed(db: Db, users: number, issuer: string, benched: readonly number[] = sizes): Promise<void> {
  const client = await db.background.connect()
  try {
    await client.query('SET statement_timeout = 0')
    await client.query('INSERT INTO roster.instance (id, issuer) VALUES (1, $1) ON CONFLICT DO NOTHING', [issuer])
    for (const size of benched) await insertMembers(client, `user_bench${size}n`, size, `'${orgIdOf(size)}'`)
    await insertMembers(client, 'user_other', users, `'org_other' || ((n - 1) / ${OTHER_MEMBERS})`)
    await client.query(
      `INSERT INTO roster.organization (clerk_id, state, revision, synced_at, confirmed_at, created_ms, updated_ms)
      SELECT org_id, 'live'::roster.mirror_state, 1, clock_timestamp(), clock_timestamp(), 1700000000000, 1700000000000
      FROM (SELECT DISTINCT org_id FROM roster.membership) AS known
      ON CONFLICT (clerk_id) DO UPDATE SET state = 'live', synced_at = excluded.synced_at, confirmed_at = excluded.confirmed_at`,
    )
    await client.query('VACUUM ANALYZE')
  } finally {
    client.release(true)
  }
}

async function insertMembers(client: Client, prefix: string, count: number, org: string): Promise<void> {
  // In the order of a hash, so that the members of an organization are scattered, as in a table that has grown.
  await client.query(
    `INSERT INTO roster.app_user (clerk_id, first_name, last_name, email, image_url, has_image, created_ms, updated_ms, content_hash, state)
    SELECT '${prefix}' || lpad(n::text, 7, '0'), 'Given' || n % 997, 'Familyname' || n % 4999,
      'given' || n || '.familyname@company' || n % 50 || '.test',
      'https://img.clerk.com/' || md5(n::text) || md5('${prefix}' || n), n % 5 > 0,
      1600000000000 + n::bigint * 7919, 1700000000000 + n, md5(n::text), 'live'::roster.mirror_state
    FROM generate_series(1, $1::int) n ORDER BY md5('${prefix}' || n)`,
    [count],
  )
  await client.query(
    `INSERT INTO roster.membership (org_id, user_id, membership_id, role, created_ms, updated_ms, content_hash, state)
    SELECT ${org}, '${prefix}' || lpad(n::text, 7, '0'), 'orgmem_${prefix}' || n, 'org:member', 1700000000000, 1700000000000, '', 'live'::roster.mirror_state
    FROM generate_series(1, $1::int) n ORDER BY md5(n::text)`,
    [count],
  )
}
