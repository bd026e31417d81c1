import type { Random } from './random.ts'

const states = ["'live'", "'live'", "'absent'", "'deleted'", "'unknown'"]
const numbers = ['1', '2', '3']
const texts = ["'a'", "'b'"]
const names = [...texts, 'NULL']
const times = ['NULL', 'clock_timestamp()']
const flags = ['true', 'false']
const shown = { first_name: names, last_name: names, email: names, image_url: names, has_image: flags }
const upkeep = { written_at: ['clock_timestamp()'], checked_at: times, resync_at: times, attempts: numbers }
const mirrored = { state: states, created_ms: numbers, updated_ms: numbers, content_hash: texts, ...upkeep }

type Table = {
  name: string
  key: string
  columns: Record<string, string[]>
  /** Visible columns: they are chosen more often than the rest. */
  often: string[]
  /** The key of one row, and a relation of all keys. */
  one: string
  all: string
}

function tablesOf(userId: string, orgId: string, userIds: readonly string[], orgIds: readonly string[]): Table[] {
  const users = `unnest('{${userIds.join()}}'::text[]) AS u`
  const organizations = `unnest('{${orgIds.join()}}'::text[]) AS o`
  const sync = { synced_at: times, confirmed_at: times, used_at: times, leased_until: times }
  return [
    {
      name: 'app_user',
      key: 'clerk_id',
      columns: { ...mirrored, ...shown, banned: flags, deprovisioned: flags, clerk_id: ["'user_new'"] },
      often: [...Object.keys(shown), 'created_ms', 'updated_ms', 'banned', 'deprovisioned'],
      one: `'${userId}'`,
      all: users,
    },
    {
      name: 'membership',
      key: 'org_id, user_id',
      columns: { ...mirrored, membership_id: texts, role: texts, user_id: ["'user_new'"] },
      often: ['state', 'role', 'created_ms'],
      one: `'${orgId}', '${userId}'`,
      all: `${organizations}, ${users}`,
    },
    {
      name: 'organization',
      key: 'clerk_id',
      columns: { ...mirrored, ...sync },
      often: ['state'],
      one: `'${orgId}'`,
      all: organizations,
    },
  ]
}

/** Returns a random SQL statement, not one of production: on one column, of one row or of all, or on whole rows. */
export function randomRawWrite(random: Random, userIds: readonly string[], orgIds: readonly string[]): string {
  const pick = (items: readonly string[]) => random.pick(items) ?? ''
  const tables = tablesOf(pick(userIds), pick(orgIds), userIds, orgIds)
  const table = random.pick(tables)
  if (!table) return ''
  const { name, key, columns, often, one, all } = table
  const where = `WHERE (${key}) = (${one})`
  // Otherwise before long no row would show.
  if (random.chance(0.2))
    return `INSERT INTO roster.${name} (${key}, state) SELECT *, 'live' FROM ${all} ON CONFLICT (${key}) DO UPDATE SET state = 'live'`
  if (random.chance(0.03)) return `DELETE FROM roster.${name} ${where}`
  if (random.chance(0.05))
    return `INSERT INTO roster.${name} (${key}, state) VALUES (${one}, ${pick(states)}) ON CONFLICT DO NOTHING`
  const column = pick(random.chance(0.5) ? often : Object.keys(columns))
  const value = pick(columns[column] ?? [])
  // A key is given to one row only, and only if no other row has it.
  if (key.includes(column))
    return `UPDATE roster.${name} SET ${column} = ${value} ${where} AND NOT EXISTS (SELECT FROM roster.${name} WHERE ${column} = ${value})`
  return `UPDATE roster.${name} SET ${column} = ${value} ${random.chance(0.1) ? '' : where}`
}
