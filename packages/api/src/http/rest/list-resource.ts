import { invalidInput } from '../../errors.ts'
import type { Lists } from '../../list/lists.ts'
import type { Context } from '../../trpc/context.ts'
import { listQuerySchema } from '../../trpc/list-input.ts'
import type { HttpRequest } from '../http-request.ts'
import { limitKey } from '../../access/limit-key.ts'
import { answerList, isNewsFor, type ListRequest } from '../list-answer.ts'
import { contentTypes, createNegotiate } from './negotiate.ts'
import type { Resource } from './resource.ts'

export function createListResource(name: keyof Lists): Resource {
  const negotiate = createNegotiate()
  return {
    methods: ['GET', 'HEAD'],
    requestHeaders: ['Authorization', 'If-None-Match', 'X-Request-Id'],
    weight: 1,
    async answer(request, headers, context) {
      const { format, coding } = negotiate(request)
      // Few requests have a query, and one more promise is measurable at 20,000 requests a second.
      const { consistency, ms } = request.url?.includes('?') ? await readQuery(request, context) : NO_QUERY
      const ifNoneMatch = request.headers['if-none-match']
      const asked = { format, coding, ifNoneMatch, consistency }
      const held = ms > 0 && (await context.toHold(isNewsFor(asked, name, context.services), ms))
      if (held) return held
      const found = await answerList(context, name, asked)
      headers['etag'] = found.etag
      headers['cache-control'] = 'private, no-cache'
      if (found.asOfMs !== null) headers['x-data-as-of'] = new Date(found.asOfMs).toISOString()
      if (!found.body) return { status: 304, headers }
      headers['content-type'] = format === 'csv' ? contentTypes.csv : contentTypes.json
      headers['x-total-count'] = found.total
      if (coding !== 'identity') headers['content-encoding'] = coding
      return { status: 200, headers, body: found.body, caller: limitKey(context.credential) }
    },
  }
}

type Query = Pick<ListRequest, 'consistency'> & { ms: number }

const NO_QUERY: Query = { consistency: 'recent', ms: 0 }

async function readQuery({ url = '' }: HttpRequest, context: Context): Promise<Query> {
  const asked = new URL(url, 'http://roster.invalid').searchParams
  const query = { consistency: asked.get('consistency') ?? undefined, wait: asked.get('wait') ?? undefined }
  const { data, error } = listQuerySchema.safeParse(query)
  if (data) {
    const ms = Number(data.wait ?? 0) * 1000
    return { consistency: data.consistency ?? (ms > 0 ? 'current' : 'recent'), ms }
  }
  // As with tRPC, a caller who is not admitted gets that error first.
  await context.admission()
  throw invalidInput(error)
}
