import { createCaller } from '../trpc/router.ts'
import type { Coding, Format } from '../list/encoding.ts'
import type { Lists } from '../list/lists.ts'
import type { Admission } from '../access/admit.ts'
import { OLDEST_MS } from '../list/snapshots.ts'
import type { Context, Services } from '../trpc/context.ts'
import type { Encoded, Snapshot } from '../list/snapshot.ts'
import fresh from 'fresh'

export type ListRequest = {
  format: Format
  coding: Coding
  ifNoneMatch: string | undefined
  /** Whether the list contains all that Clerk changed before the request, all that the mirror did, or may lack its last changes. */
  consistency: 'strong' | 'current' | 'recent'
}

/** The list for an HTTP answer; `body` is undefined where the caller has these bytes already (304). */
export type ListAnswer = Partial<Encoded> & { etag: string; asOfMs: number | null }

/**
 * `users.list` or `members.list` as bytes with an ETag, for either transport. The revision in the caller's admission is
 * enough for a 304, and for the bytes of an earlier call of the procedure at the same revision.
 */
export async function answerList(context: Context, name: keyof Lists, request: ListRequest): Promise<ListAnswer> {
  const { format, coding, ifNoneMatch, consistency } = request
  const snapshots = context.services.lists[name]
  const admission = await (consistency === 'strong' ? context.confirmed() : context.admission())
  const { orgId, revisions, confirmedMs: asOfMs } = admission
  const kept = snapshots.at(orgId, revisions[name])
  const etag = kept ? kept.tag(format, coding) : snapshots.tag(orgId, revisions[name], format, coding)
  if (matches(ifNoneMatch, etag)) return { etag, asOfMs }
  const recent = kept || consistency !== 'recent' ? undefined : snapshots.recent(orgId, revisions[name])
  if (recent && !matches(ifNoneMatch, recent.tag(format, coding))) {
    return { asOfMs: asOfMs && Math.min(asOfMs, Date.now() - OLDEST_MS), ...(await recent.encode(format, coding)) }
  }
  const list = kept ?? (await callProcedure(context, name))
  return { asOfMs, ...(await list.encode(format, coding)) }
}

/** Whether a caller who sends this tag lacks the list of an admission. */
export function isNewsFor({ format, coding, ifNoneMatch }: ListRequest, name: keyof Lists, { lists }: Services) {
  return ({ orgId, revisions }: Admission) =>
    !matches(ifNoneMatch, lists[name].tag(orgId, revisions[name], format, coding))
}

function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch === etag || fresh({ 'if-none-match': ifNoneMatch }, { etag })
}

/** Calls the procedure as tRPC does, and returns the snapshot in place of its items. */
async function callProcedure(context: Context, name: keyof Lists): Promise<Snapshot<unknown>> {
  const shown: Snapshot<unknown>[] = []
  const show: Context['show'] = (list) => {
    shown.push(list)
    return []
  }
  await createCaller({ ...context, show })[name].list()
  const [list] = shown
  if (!list) throw new Error(`${name}.list ended without a list`)
  return list
}
