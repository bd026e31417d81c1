import { invalidInput } from '../../errors.ts'
import type { Lists } from '../../list/lists.ts'
import type { Context } from '../../trpc/context.ts'
import { listInputSchema } from '../../trpc/list-input.ts'
import type { HttpRequest } from '../http-request.ts'
import { limitKey } from '../limits/rate-limit.ts'
import { answerList } from '../list-answer.ts'
import { contentTypes, createNegotiate } from './negotiate.ts'
import type { Resource } from './resource.ts'

/** One of the lists by REST. */
export function createListResource(name: keyof Lists): Resource {
  const negotiate = createNegotiate()
  return {
    methods: ['GET', 'HEAD'],
    requestHeaders: ['Authorization', 'If-None-Match', 'X-Request-Id'],
    weight: 1,
    async answer(request, headers, context) {
      const { format, coding } = negotiate(request)
      const strong = await isStrong(request, context)
      const ifNoneMatch = request.headers['if-none-match']
      const found = await answerList(context, name, { format, coding, ifNoneMatch, strong })
      headers['etag'] = found.etag
      headers['cache-control'] = 'private, no-cache'
      if (found.asOfMs !== null) headers['x-data-as-of'] = new Date(found.asOfMs).toISOString()
      if (!found.body) return { status: 304, headers }
      headers['content-type'] = format === 'csv' ? contentTypes.csv : contentTypes.json
      headers['x-total-count'] = found.total
      if (coding !== 'identity') headers['content-encoding'] = coding
      const { credential } = context
      const caller = credential.kind === 'session' || credential.kind === 'api-key' ? limitKey(credential) : ''
      return { status: 200, headers, body: [found.body], caller }
    },
  }
}

async function isStrong({ url = '' }: HttpRequest, context: Context): Promise<boolean> {
  if (!url.includes('?')) return false
  const consistency = new URL(url, 'http://roster.invalid').searchParams.get('consistency') ?? undefined
  const { data, error } = listInputSchema.safeParse({ consistency })
  if (data) return data.consistency === 'strong'
  // As by tRPC: who may not ask at all hears that first.
  await context.admission()
  throw invalidInput(error)
}
