import type { OddRecord as Kept } from '@roster/db'
import type { OddRecord } from '../clerk/read-records.ts'
import type { SyncDeps } from './sync-deps.ts'

const NAMED = 5

/** Stores records that do not match their schema, and logs those not yet stored today, one line for each path. */
export async function noteOddRecords(
  { store, log }: Pick<SyncDeps, 'store' | 'log'>,
  kind: Kept['kind'],
  odd: readonly OddRecord[],
  orgId: string | null,
): Promise<void> {
  const nameless = orgId === null ? '(no id)' : `(no id) in ${orgId}`
  const records = odd.map(({ id, userId, schemaPath }) => ({ kind, id: id ?? userId ?? nameless, schemaPath }))
  const news = await store.recordOdd(records)
  for (const path of new Set(news.map(({ schemaPath }) => schemaPath))) {
    const fresh = news.filter(({ schemaPath }) => schemaPath === path)
    const unread = odd.some(({ schemaPath, understood }) => schemaPath === path && !understood)
    const ids = fresh.slice(0, NAMED).map(({ id }) => id)
    // Without a `cause`, of which the log shows one line a minute: the records of another line are not logged again today.
    log('warn', unread ? NOT_UNDERSTOOD : FILLED_IN, { orgId, kind, path, records: fresh.length, ids: ids.join(' ') })
  }
}

const NOT_UNDERSTOOD =
  'Records from Clerk do not match their schema. Their rows stay unchanged until they do: compare the field at this path with Clerk’s dashboard.'
const FILLED_IN = 'Records from Clerk lack a time. The other time is used instead, or 1970, so edits may show late.'
