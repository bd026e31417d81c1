import type pg from 'pg'
import type { MirrorClock } from './clock.ts'
import { userContent } from './content.ts'
import { changesOn, liveChange, uniqueByKey } from './statement.ts'
import type { UserRecord } from './records.ts'
import type { MirrorRows } from '../mirror.ts'
import { absentVerdict, deletedVerdict, startOf, type Upsert } from './upsert.ts'

/** The columns of a user record, in the order of {@link userArrays}. */
export const USER_COLUMNS = {
  clerk_id: 'text',
  first_name: 'text',
  last_name: 'text',
  email: 'text',
  image_url: 'text',
  has_image: 'boolean',
  banned: 'boolean',
  deprovisioned: 'boolean',
  created_ms: 'bigint',
  updated_ms: 'bigint',
  content_hash: 'text',
}
// Personal columns, cleared when the user ends. The id and the times stay, so that references and order stay valid.
const STAYING = new Set(['clerk_id', 'created_ms', 'updated_ms'])
const PERSONAL = Object.keys(USER_COLUMNS).filter((name) => !STAYING.has(name))
const NOTHING_PERSONAL = `NULL::text AS first_name, NULL::text AS last_name, NULL::text AS email, NULL::text AS image_url,
  false AS has_image, false AS banned, false AS deprovisioned, '' AS content_hash`

const USER = { table: 'app_user', key: ['clerk_id'], stripe: 'clerk_id' } satisfies Partial<Upsert>

/** The writes to `app_user`. */
export function userStatements(pool: pg.Pool, clock: MirrorClock) {
  const change = changesOn(pool, clock)
  return {
    applyUsers(users, source) {
      const rows = uniqueByKey(users, ({ id }) => id)
      return change([...userArrays(rows), ...startOf(source)], liveChange(USER, USER_COLUMNS, source, clock))
    },

    applyUserDeleted: (userId) =>
      change([userId], {
        ...USER,
        columns: PERSONAL,
        incoming: `(SELECT $1::text AS clerk_id, ${NOTHING_PERSONAL}) AS incoming`,
        state: 'deleted',
        verdict: deletedVerdict(false),
      }),

    applyUserAbsent: (userId, startedAt) =>
      change([userId, startedAt], {
        ...USER,
        columns: PERSONAL,
        incoming: `(SELECT clerk_id, ${NOTHING_PERSONAL} FROM roster.app_user WHERE clerk_id = $1) AS incoming`,
        state: 'absent',
        verdict: absentVerdict(1, '$2', clock),
      }),
  } satisfies Partial<MirrorRows>
}

export function userArrays(users: readonly UserRecord[]): unknown[][] {
  return [
    users.map((user) => user.id),
    users.map((user) => user.firstName),
    users.map((user) => user.lastName),
    users.map((user) => user.email),
    users.map((user) => user.imageUrl),
    users.map((user) => user.hasImage),
    users.map((user) => user.banned),
    users.map((user) => user.deprovisioned),
    users.map((user) => user.createdMs),
    users.map((user) => user.updatedMs),
    users.map(userContent),
  ]
}
