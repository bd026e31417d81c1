import { createCaller } from '../trpc/router.ts'
import type { Coding, Format } from '../list/encoding.ts'
import type { Lists } from '../list/lists.ts'
import type { Context } from '../trpc/context.ts'
import type { Encoded } from '../list/snapshots.ts'
import fresh from 'fresh'

export type ListRequest = { format: Format; coding: Coding; ifNoneMatch: string | undefined; strong: boolean }

/** The list as HTTP: `body` is undefined where the caller has these bytes already (304). */
export type ListAnswer = Partial<Encoded> & { etag: string; asOfMs: number | null }

/**
 * `users.list` or `members.list` for either transport as bytes with a tag. What is known of the admitted caller's revision
 * is enough to answer 304, or bytes that an earlier call of the procedure at this very revision was encoded to.
 */
export async function answerList(context: Context, name: keyof Lists, request: ListRequest): Promise<ListAnswer> {
  const { format, coding, ifNoneMatch, strong } = request
  const admission = await (strong ? context.confirmed() : context.admission())
  const { orgId, revisions, confirmedMs: asOfMs } = admission
  const revision = revisions[name]
  const snapshots = context.services.lists[name]
  const etag = snapshots.tag(orgId, revision, format, coding)
  if (ifNoneMatch !== undefined && fresh({ 'if-none-match': ifNoneMatch }, { etag })) return { etag, asOfMs }
  const known = snapshots.at(orgId, revision)
  if (known) return { asOfMs, ...(await known.encode(format, coding)) }
  await createCaller(context)[name].list()
  const list = await context.lists[name](orgId, revision)
  return { asOfMs, ...(await list.encode(format, coding)) }
}
