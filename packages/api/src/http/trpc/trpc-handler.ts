import type { OutgoingHttpHeaders } from 'node:http'
import { createContext, type Context, type Services, type Waited } from '../../trpc/context.ts'
import { errorText } from '../../trpc/trpc.ts'
import { gzipOf, sizeOf } from '../../list/encoding.ts'
import type { Lists } from '../../list/lists.ts'
import { listInputSchema } from '../../trpc/list-input.ts'
import { isNewsAfter, revisionInputSchema } from '../../trpc/revisions.ts'
import type { Credential } from '../../access/authenticate.ts'
import type { Held } from '../../news/create-news.ts'
import { RosterError, toPublicError } from '../../errors.ts'
import { createWeightOf } from '../limits/weight-of.ts'
import { getTRPCErrorFromUnknown, type AnyTRPCRouter } from '@trpc/server'
import type { z } from 'zod'
import { resolveResponse } from '@trpc/server/http'
import { errorAnswer, hintHeaders, logFailure } from '../answer/error-answer.ts'
import { answerList } from '../list-answer.ts'
import { createListMarks, type ListMarks } from './list-marks.ts'
import type { Log } from '../../log.ts'
import { createNegotiate } from '../rest/negotiate.ts'
import { limitKey } from '../../access/limit-key.ts'
import { limited, type RateLimit } from '../limits/rate-limit.ts'
import { requestId } from '../answer/request-id.ts'
import type { Answer, Deliver } from '../answer/answer.ts'
import { goneSignal, type HttpRequest } from '../http-request.ts'
import { readBody } from '../read-body.ts'

const MAX_BATCH = 10
const REVALIDATED = 'private, no-cache'
// Compression hardly makes a smaller body smaller.
const MIN_COMPRESSED_BYTES = 1024

type Trpc = {
  /** The path of the procedures, with a slash at the end. */
  endpoint: string
  router: AnyTRPCRouter
  services: Services
  rateLimit: RateLimit
  /** The headers of every answer. */
  secure: Record<string, string>
  log: Log
}
/** A request, with what it keeps while it is held. */
type Call = { request: HttpRequest; deliver: Deliver; id: string }

type Target = { path: string; query: URLSearchParams; isBatch: boolean; calls: string[] }
/** One pending tRPC request. `failure`, if set, is the answer to each of its calls. */
type Ask = { request: HttpRequest; target: Target; context: Context; marks: ListMarks; log: Log; failure?: unknown }

/** The tRPC transport. It accepts bearer tokens only, like REST. */
export function createTrpc({ endpoint, router, services, rateLimit, secure, log }: Trpc) {
  const negotiate = createNegotiate()
  const weightOf = createWeightOf(router)

  /** Adds the limits to `headers`, which an error is answered with too. */
  async function answer(call: Call, headers: OutgoingHttpHeaders, waited?: Waited): Promise<void> {
    const { request, deliver, id } = call
    const target = readTarget(request, endpoint)
    const marks = createListMarks()
    const { authorization } = request.headers
    const credential =
      waited?.credential ?? (await services.authenticate(authorization, () => rateLimit.mayCheck(request)))
    const counted = rateLimit.count(credential, request, waited ? 0 : weightOf(target.calls.slice(0, MAX_BATCH)))
    Object.assign(headers, counted.headers)
    if (counted.waitSeconds) return deliver(refuseAll(request, target, counted.waitSeconds, headers))
    const context = createContext(services, credential, authorization, { show: marks.show, waited })
    const ask: Ask = { request, target, context, marks, log: log.child({ requestId: id }) }
    const caller = limitKey(credential)

    try {
      const held = await toHold(context, request, target)
      if (held) return hold(call, credential, held)
      const name = listOf(request, target)
      if (name) return deliver({ ...(await list(name, ask, headers)), caller })
    } catch (error) {
      ask.failure = error
    }
    const found = await byTrpc(ask, headers)
    if (context.wasHeld()) rateLimit.giveBack(credential)
    try {
      return deliver({ ...found, caller })
    } catch (failure) {
      return deliver({ ...(await byTrpc({ ...ask, failure }, headers)), caller })
    }
  }

  /** Apart from `answer`, whose variables the held request would keep. */
  function hold(call: Call, credential: Credential, held: Held): void {
    services.news.hold(held, call.request.socket, (why) => {
      void run(call, { ...held, credential, isOver: why === 'over' })
    })
  }

  /** Answers a request for nothing but a list with its cached bytes. */
  async function list(
    name: keyof Lists,
    { request, target, context }: Ask,
    headers: OutgoingHttpHeaders,
  ): Promise<Answer> {
    const { coding } = negotiate(request)
    const ifNoneMatch = request.headers['if-none-match']
    const consistency = readInput(target.query, listInputSchema)?.consistency ?? 'current'
    const found = await answerList(context, name, { format: 'trpc', coding, ifNoneMatch, consistency })
    const known = {
      ...headers,
      etag: found.etag,
      'cache-control': REVALIDATED,
      vary: 'Authorization, Accept-Encoding',
    }
    if (!found.body) return { status: 304, headers: known }
    const coded = coding === 'identity' ? {} : { 'content-encoding': coding }
    return { status: 200, headers: { ...known, ...coded, 'content-type': 'application/json' }, body: found.body }
  }

  async function byTrpc(ask: Ask, headers: OutgoingHttpHeaders): Promise<Answer> {
    const { gone, release } = goneSignal(ask.request)
    const found = await resolve(router, ask, gone).finally(release)
    // The answer is sent as a whole, even if tRPC streams it.
    const { 'transfer-encoding': _, ...own } = Object.fromEntries(found.headers)
    const answered = { ...own, ...headers, vary: `${own['vary'] ?? 'Authorization'}, Accept-Encoding` }
    if (found.status === 204) return { status: 204, headers: answered }
    const text = await found.text()
    // tRPC sets no content type if it refuses a request as a whole.
    const typed = { ...answered, 'content-type': 'application/json' }
    const { gzip } = negotiate(ask.request)
    const parts = await ask.marks.splice(text, gzip)
    const plain = parts.flatMap((part) => part.plain)
    if (!gzip || sizeOf(plain) < MIN_COMPRESSED_BYTES) return { status: found.status, headers: typed, body: plain }
    return { status: found.status, headers: { ...typed, 'content-encoding': 'gzip' }, body: await gzipOf(parts) }
  }

  async function run(call: Call, waited?: Waited): Promise<void> {
    const { deliver, id } = call
    const headers = { 'x-request-id': id, ...secure }
    try {
      await answer(call, headers, waited)
    } catch (error) {
      const { status, headers: more } = errorAnswer(error, log.child({ requestId: id }))
      const known = { ...headers, ...more, 'content-type': 'application/json' }
      deliver({ status, headers: known, body: [Buffer.from(errorText(error))] })
    }
  }

  return (request: HttpRequest, deliver: Deliver): Promise<void> => run({ request, deliver, id: requestId(request) })
}

/**
 * Whether a request for nothing but `users.revision` is to be held before tRPC begins with it, which would keep 20 KB for each
 * waiting client. The procedure then has the result of the wait.
 */
async function toHold(context: Context, { method }: HttpRequest, { isBatch, path, query }: Target) {
  const after =
    method === 'GET' && !isBatch && path === 'users.revision' && readInput(query, revisionInputSchema)?.after
  return after ? context.toHold(isNewsAfter(after)) : undefined
}

function readTarget({ url = '' }: HttpRequest, endpoint: string): Target {
  const [before = '', ...after] = url.split('?')
  const query = new URLSearchParams(after.join('?'))
  const isBatch = query.get('batch') === '1'
  try {
    const path = decodeURIComponent(before.slice(endpoint.length).replace(/\/$/, ''))
    return { path, query, calls: isBatch ? path.split(',') : [path], isBatch }
  } catch {
    // An empty path, which no procedure has.
    return { path: '', query, calls: [''], isBatch }
  }
}

// The bodies of refusals, of which there is one for each number of seconds and of calls.
const refusals = new Map<string, Answer>()

/** The answer to a caller over a limit, in tRPC's form but without tRPC: many of these must cost little. */
function refuseAll(
  { headers: { accept = '', 'trpc-accept': form = accept } }: HttpRequest,
  { calls, isBatch }: Target,
  waitSeconds: number,
  headers: OutgoingHttpHeaders,
): Answer {
  // A client that asked for a stream reads one error for all calls.
  const count = isBatch && !form.includes('application/jsonl') ? Math.min(calls.length, MAX_BATCH) : 0
  const key = `${waitSeconds} ${count}`
  const known = refusals.get(key) ?? createRefusal(waitSeconds, count)
  refusals.set(key, known)
  return { ...known, headers: { ...headers, ...known.headers } }
}

/** `count` is the number of calls of a batch, or 0 for one call. */
function createRefusal(waitSeconds: number, count: number): Answer {
  const refusal = limited(waitSeconds)
  const one = errorText(refusal)
  return {
    status: refusal.public.status,
    headers: { 'content-type': 'application/json', 'cache-control': REVALIDATED, ...hintHeaders(refusal.public) },
    body: [Buffer.from(count > 0 ? `[${Array.from({ length: count }, () => one).join(',')}]` : one)],
  }
}

// By the kinds of procedures that a request calls.
const METHODS = { query: 'GET, HEAD', subscription: 'GET, HEAD', mutation: 'POST', unknown: 'GET, HEAD, POST' }

const listCalls = new Map<string, keyof Lists>([
  ['users.list', 'users'],
  ['members.list', 'members'],
])

/** The list, if the request asks for nothing else. */
function listOf({ method }: HttpRequest, { isBatch, path, query }: Target): keyof Lists | undefined {
  return method === 'GET' && !isBatch && readInput(query, listInputSchema) ? listCalls.get(path) : undefined
}

/** The input of a call, or undefined if tRPC has to refuse it. */
function readInput<Input>(query: URLSearchParams, schema: z.ZodType<Input>): Input | undefined {
  const text = query.get('input') || '{}'
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

async function resolve(
  router: AnyTRPCRouter,
  { request, target, context, log, failure }: Ask,
  signal: AbortSignal,
): Promise<Response> {
  const { method = 'GET', headers } = request
  const isPost = method === 'POST'
  // It was read before this failure, which needs no input.
  const body = isPost && failure === undefined ? await readBody(request) : null
  // The constructor of Request rejects some of the other methods.
  const known = method === 'GET' || method === 'HEAD' || isPost
  const refusal = known ? failure : new RosterError('METHOD_NOT_ALLOWED')
  const asked = ['accept', 'trpc-accept'].flatMap((name): [string, string][] => {
    const value = headers[name]
    return typeof value === 'string' ? [[name, value]] : []
  })
  // `readBody` accepts any spelling of it, and tRPC only this one.
  if (isPost) asked.push(['content-type', 'application/json'])
  return resolveResponse({
    req: new Request(`http://roster.invalid/?${target.query.toString()}`, {
      method: known ? method : 'GET',
      headers: asked,
      body,
      signal,
    }),
    path: encodeURIComponent(target.path),
    router,
    maxBatchSize: MAX_BATCH,
    error: refusal === undefined ? null : getTRPCErrorFromUnknown(refusal),
    createContext: async () => context,
    onError: ({ error, path }) => logFailure(error, toPublicError(error).status, log.child({ path })),
    responseMeta: ({ errors: [first], type }) => {
      const shown = first && toPublicError(first)
      const allow = shown?.code === 'METHOD_NOT_ALLOWED' && { allow: METHODS[type] }
      const hints = shown && hintHeaders({ ...shown, ...allow })
      return { headers: new Headers({ 'cache-control': REVALIDATED, ...hints }) }
    },
  })
}
