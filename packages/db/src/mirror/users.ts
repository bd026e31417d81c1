import type pg from 'pg'
import type { MirrorClock } from './clock.ts'
import { userContent } from './content.ts'
import { changesOn, liveChangesOn, uniqueByKey, type Columns } from './statement.ts'
import type { UserRecord } from './records.ts'
import type { MirrorRows } from '../mirror.ts'
import { absentVerdict, deletedVerdict, type Upsert } from './upsert.ts'

export const USER_COLUMNS: Columns<UserRecord> = {
  clerk_id: ['text', (user) => user.id],
  first_name: ['text', (user) => user.firstName],
  last_name: ['text', (user) => user.lastName],
  email: ['text', (user) => user.email],
  image_url: ['text', (user) => user.imageUrl],
  has_image: ['boolean', (user) => user.hasImage],
  banned: ['boolean', (user) => user.banned],
  deprovisioned: ['boolean', (user) => user.deprovisioned],
  created_ms: ['bigint', (user) => user.createdMs],
  updated_ms: ['bigint', (user) => user.updatedMs],
  content_hash: ['text', userContent],
}
// Personal columns, cleared when the user ends. The id and the times stay, so that references and order stay valid.
const STAYING = new Set(['clerk_id', 'created_ms', 'updated_ms'])
const PERSONAL = Object.keys(USER_COLUMNS).filter((name) => !STAYING.has(name))
const NOTHING_PERSONAL = `NULL::text AS first_name, NULL::text AS last_name, NULL::text AS email, NULL::text AS image_url,
  false AS has_image, false AS banned, false AS deprovisioned, '' AS content_hash`

const USER = { table: 'app_user', key: ['clerk_id'], stripe: 'clerk_id' } satisfies Partial<Upsert>

export function userStatements(pool: pg.Pool, clock: MirrorClock) {
  const change = changesOn(pool, clock)
  const changeLive = liveChangesOn(pool, clock, USER, USER_COLUMNS)
  return {
    applyUsers: (users, source) =>
      changeLive(
        uniqueByKey(users, ({ id }) => id),
        source,
      ),

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
