import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import {
  createContext,
  errorShape,
  gzipOf,
  listInputSchema,
  RosterError,
  toPublicError,
  weightOf,
  type Context,
  type Services,
} from '@roster/api'
import { getTRPCErrorFromUnknown } from '@trpc/server'
import { resolveResponse } from '@trpc/server/http'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import type { AppRouter } from './app-router.ts'
import { errorAnswer, logFailure } from './error-answer.ts'
import { leadsWeights } from './leads/leads-router.ts'
import { answerList } from './list-answer.ts'
import { createListMarks, type ListMarks } from './list-marks.ts'
import type { Log } from './log.ts'
import { createNegotiate } from './negotiate.ts'
import { callerOf, type RateLimit } from './rate-limit.ts'
import { requestId } from './request-id.ts'
import type { Answer, SendAnswer } from './send-answer.ts'

const endpoint = '/api/trpc/'
const MAX_BODY_BYTES = 256 * 1024
const MAX_BATCH = 10
// Less would hardly become smaller.
const MIN_COMPRESSED_BYTES = 1024

type Trpc = {
  services: Services
  router: AppRouter
  rateLimit: RateLimit
  /** The headers of every answer. */
  secure: Record<string, string>
  send: SendAnswer
  log: Log
}
type Target = { path: string; query: URLSearchParams; isBatch: boolean; calls: string[] }
/** One pending tRPC request. `failure` is what every call of it is answered with. */
type Ask = {
  request: IncomingMessage
  router: AppRouter
  target: Target
  context: Context
  marks: ListMarks
  log: Log
  failure?: unknown
}

/** The tRPC transport: the same procedures, bearer tokens only. */
export function createTrpc({ services, router, rateLimit, secure, send, log }: Trpc) {
  const negotiate = createNegotiate()

  async function answer(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    const target = readTarget(request)
    const marks = createListMarks()
    const { authorization } = request.headers
    const context = await createContext(services, authorization, () => rateLimit.mayCheck(request), marks.show)
    const { credential } = context
    const counted = rateLimit.count(credential, request, weightOf(target.calls.slice(0, MAX_BATCH), leadsWeights))
    const headers = { 'x-request-id': id, ...secure, ...counted.headers }
    if (counted.refusal) return send(response, refuseAll(request, target, counted.refusal, headers), null)
    const caller = credential.kind === 'session' || credential.kind === 'api-key' ? callerOf(credential) : null
    const ask: Ask = { request, router, target, context, marks, log: log.child({ requestId: id }) }

    try {
      if (isList(request, target)) return send(response, await list(ask, headers), caller)
    } catch (error) {
      ask.failure = error
    }
    const found = await byTrpc(ask, headers)
    try {
      send(response, found, caller)
    } catch (failure) {
      send(response, await byTrpc({ ...ask, failure }, headers), caller)
    }
  }

  /** The list alone as the bytes that are kept of it. */
  async function list({ request, target, context }: Ask, headers: OutgoingHttpHeaders): Promise<Answer> {
    const { coding } = negotiate(request)
    const ifNoneMatch = request.headers['if-none-match']
    const strong = readListInput(target.query)?.consistency === 'strong'
    const found = await answerList(context, services.roster, { format: 'trpc', coding, ifNoneMatch, strong })
    const known = {
      ...headers,
      etag: found.etag,
      'cache-control': 'private, no-cache',
      vary: 'Authorization, Accept-Encoding',
    }
    if (!found.body) return { status: 304, headers: known }
    const coded = coding === 'identity' ? {} : { 'content-encoding': coding }
    return { status: 200, headers: { ...known, ...coded, 'content-type': 'application/json' }, body: [found.body] }
  }

  async function byTrpc(ask: Ask, headers: OutgoingHttpHeaders): Promise<Answer> {
    const found = await resolve(ask)
    // Sent as a whole, whatever tRPC would do with it.
    const { 'transfer-encoding': _, ...own } = Object.fromEntries(found.headers)
    const answered = { ...own, ...headers, vary: `${own['vary'] ?? 'Authorization'}, Accept-Encoding` }
    if (found.status === 204) return { status: 204, headers: answered }
    const text = await found.text()
    // tRPC names no type where it refuses a request as a whole.
    const typed = { ...answered, 'content-type': 'application/json' }
    const { gzip } = negotiate(ask.request)
    const parts = await ask.marks.splice(text, gzip)
    if (!gzip || parts.reduce((size, { plain }) => size + plain.length, 0) < MIN_COMPRESSED_BYTES) {
      return { status: found.status, headers: typed, body: parts.map(({ plain }) => plain) }
    }
    return { status: found.status, headers: { ...typed, 'content-encoding': 'gzip' }, body: await gzipOf(parts) }
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const started = performance.now()
    const id = requestId(request)
    try {
      await answer(request, response, id)
    } catch (error) {
      const { status, headers, body } = errorAnswer(error, log.child({ requestId: id }))
      // What is left of a body that was refused is not read.
      const closing = status === 413 ? { connection: 'close' } : {}
      send(
        response,
        { status, headers: { 'x-request-id': id, ...secure, ...headers, ...closing }, body: [Buffer.from(body)] },
        null,
      )
    }
    if (log.isLevelEnabled('debug')) {
      const ms = Math.round(performance.now() - started)
      const [path] = (request.url ?? '').split('?')
      log.debug({ requestId: id, method: request.method, path, status: response.statusCode, ms }, 'request')
    }
  }
}

/** Whether the request is for tRPC. */
export function isTrpcPath({ url = '' }: IncomingMessage): boolean {
  return url.startsWith(endpoint)
}

function readTarget({ url = '' }: IncomingMessage): Target {
  const [before = '', ...after] = url.split('?')
  const query = new URLSearchParams(after.join('?'))
  const isBatch = query.get('batch') === '1'
  try {
    const path = decodeURIComponent(before.slice(endpoint.length).replace(/\/$/, ''))
    return { path, query, calls: isBatch ? path.split(',') : [path], isBatch }
  } catch {
    // No procedure has this name.
    return { path: '', query, calls: [''], isBatch }
  }
}

/** The answer to who is over a limit, in tRPC's own form but without asking it: many of these must cost little. */
function refuseAll(
  { headers: { accept = '', 'trpc-accept': form = accept } }: IncomingMessage,
  { calls, isBatch }: Target,
  refusal: RosterError,
  headers: OutgoingHttpHeaders,
): Answer {
  const { status, retryAfter } = refusal.public
  const one = JSON.stringify({ error: errorShape(TRPC_ERROR_CODES_BY_KEY[refusal.code], refusal) })
  // A client that asks for a stream takes one error for all calls.
  const each = isBatch && !form.includes('application/jsonl')
  const text = each ? `[${calls.slice(0, MAX_BATCH).fill(one).join(',')}]` : one
  const known = { ...headers, 'content-type': 'application/json', 'cache-control': 'private, no-cache' }
  return { status, headers: { ...known, 'retry-after': String(retryAfter) }, body: [Buffer.from(text)] }
}

function isList({ method }: IncomingMessage, { isBatch, calls, query }: Target): boolean {
  return method === 'GET' && !isBatch && calls[0] === 'users.list' && readListInput(query) !== undefined
}

/** What the list is asked with, or undefined for what only tRPC can answer. */
function readListInput(query: URLSearchParams) {
  const text = query.get('input')
  if (!text) return {}
  try {
    return listInputSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

async function resolve({ request, router, target, context, log, failure }: Ask): Promise<Response> {
  const { method = 'GET', headers } = request
  const mediaType = headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (method === 'POST' && mediaType !== 'application/json') throw new RosterError('UNSUPPORTED_MEDIA_TYPE')
  // A Request refuses some of the others.
  const known = method === 'GET' || method === 'HEAD' || method === 'POST'
  const refusal = known ? failure : new RosterError('METHOD_NOT_ALLOWED')
  const asked = ['content-type', 'accept', 'trpc-accept'].flatMap((name): [string, string][] => {
    const value = headers[name]
    return typeof value === 'string' ? [[name, value]] : []
  })
  return resolveResponse({
    req: new Request(`http://roster.invalid/?${target.query.toString()}`, {
      method: known ? method : 'GET',
      headers: asked,
      ...(method === 'POST' && { body: await readBody(request) }),
    }),
    path: encodeURIComponent(target.path),
    router,
    maxBatchSize: MAX_BATCH,
    error: refusal === undefined ? null : getTRPCErrorFromUnknown(refusal),
    createContext: async () => context,
    onError: ({ error, path }) => logFailure(error, toPublicError(error).status, log.child({ path })),
    responseMeta: ({ errors }) => ({ headers: responseHeaders(errors[0]) }),
  })
}

/** The body, counted as it comes: a length that a header claims is no limit. */
async function readBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > MAX_BODY_BYTES) throw new RosterError('PAYLOAD_TOO_LARGE')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

function responseHeaders(error: unknown): Headers {
  const headers = new Headers({ 'cache-control': 'private, no-cache' })
  if (!error) return headers
  const { status, retryAfter } = toPublicError(error)
  if (status === 401) headers.set('www-authenticate', 'Bearer')
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter))
  return headers
}
