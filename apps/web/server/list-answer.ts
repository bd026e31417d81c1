import { createCaller, tagOf, type Coding, type Context, type Format, type Roster } from '@roster/api'
import fresh from 'fresh'

export type ListRequest = { format: Format; coding: Coding; ifNoneMatch: string | undefined; strong: boolean }

/** The list as HTTP: `body` is undefined where the caller has these bytes already (304). */
export type ListAnswer = { etag: string; asOfMs: number | null; total?: number; body?: Buffer }

/** `users.list` for either transport as bytes with a tag, which is compared before any list is loaded. */
export async function answerList(context: Context, roster: Roster, request: ListRequest): Promise<ListAnswer> {
  const { format, coding, ifNoneMatch, strong } = request
  if (ifNoneMatch !== undefined && !strong) {
    const { orgId, revision, confirmedMs } = await context.admission()
    const etag = tagOf(orgId, revision, format, coding)
    if (has(ifNoneMatch, etag)) return { etag, asOfMs: confirmedMs }
  }
  const users = await createCaller(context).users.list(strong ? { consistency: 'strong' } : undefined)
  const { confirmedMs } = await context.admission()
  const { body, etag } = await roster.encode(users, format, coding)
  if (ifNoneMatch !== undefined && has(ifNoneMatch, etag)) return { etag, asOfMs: confirmedMs }
  return { etag, asOfMs: confirmedMs, total: users.length, body }
}

function has(ifNoneMatch: string, etag: string): boolean {
  return fresh({ 'if-none-match': ifNoneMatch }, { etag })
}
