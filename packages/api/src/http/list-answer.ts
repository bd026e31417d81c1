import { createCaller } from '../trpc/router.ts'
import type { Coding, Format } from '../list/encoding.ts'
import type { Lists } from '../list/lists.ts'
import type { Admission } from '../access/admit.ts'
import type { Context, Waiting } from '../trpc/context.ts'
import type { Encoded } from '../list/snapshot.ts'
import fresh from 'fresh'

export type ListRequest = { format: Format; coding: Coding; ifNoneMatch: string | undefined; strong: boolean } & Waiting

/** The list as HTTP: `body` is undefined where the caller has these bytes already (304). */
export type ListAnswer = Partial<Encoded> & { etag: string; asOfMs: number | null }

/**
 * `users.list` or `members.list` for either transport as bytes with a tag. What is known of the admitted caller's revision
 * is enough to answer 304, or bytes that an earlier call of the procedure at this very revision was encoded to.
 */
export async function answerList(context: Context, name: keyof Lists, request: ListRequest): Promise<ListAnswer> {
  const { format, coding, ifNoneMatch, strong, ms = 0, gone } = request
  const snapshots = context.services.lists[name]
  const tagAt = ({ orgId, revisions }: Admission) => snapshots.tag(orgId, revisions[name], format, coding)
  const isKnown = (etag: string) => ifNoneMatch !== undefined && fresh({ 'if-none-match': ifNoneMatch }, { etag })
  if (ms > 0) await context.untilNews((current) => !isKnown(tagAt(current)), { ms, gone })
  const admission = await (strong ? context.confirmed() : context.admission())
  const { orgId, revisions, confirmedMs: asOfMs } = admission
  const revision = revisions[name]
  const known = snapshots.at(orgId, revision)
  const etag = known?.tag(format, coding) ?? tagAt(admission)
  if (isKnown(etag)) return { etag, asOfMs }
  if (known) return { asOfMs, ...(await known.encode(format, coding)) }
  // What the procedure shows is not looked at: the answer is the bytes.
  await createCaller({ ...context, show: () => [] })[name].list()
  const list = await context.lists[name](orgId, revision)
  return { asOfMs, ...(await list.encode(format, coding)) }
}
