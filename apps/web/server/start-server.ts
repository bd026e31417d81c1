import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { getRequestListener, RequestError } from '@hono/node-server'
import { applyEvent, createVerifyEvent, RosterError, runMirrorLoops, type InstanceWatch } from '@roster/api'
import { createMirror, type Db } from '@roster/db'
import { createAnswerUnavailable } from './answer-unavailable.ts'
import { createApp, toResponse, type CountAddress } from './app.ts'
import { connectClerk, type ClerkInstance } from './clerk-instance.ts'
import { connectMirror } from './connect-mirror.ts'
import { createClockWatch } from './clock-watch.ts'
import { createAppRouter } from './app-router.ts'
import { createCors } from './cors.ts'
import { createDocsPage } from './docs-page.ts'
import { endStalled } from './end-stalled.ts'
import { opensLocalClerk, type Env } from './env.ts'
import { createHealth } from './health.ts'
import { seedDemoLeads } from './leads/demo-leads.ts'
import { openLeads } from './leads/open-leads.ts'
import type { Log } from './log.ts'
import { openHttpServer } from './http-server.ts'
import { createOpenapiRoute } from './openapi.ts'
import { openDatabase } from './open-database.ts'
import { createOverload } from './overload.ts'
import { createPage } from './page.ts'
import { createRateLimit } from './rate-limit.ts'
import { createRest, usersPath } from './rest.ts'
import { securityHeaders } from './security-headers.ts'
import { createSendAnswer } from './send-answer.ts'
import { createServices } from './services.ts'
import { createTrpc, isTrpcPath } from './trpc-route.ts'
import { createWebhook } from './webhook.ts'

/** A running server. */
export type RunningServer = {
  port: number
  /**
   * Serves until `drained` while /readyz says that it will end, finishes the requests in flight, then frees everything.
   * May be called twice.
   */
  close(drained?: Promise<unknown>): Promise<void>
}

const MEGABYTE = 1024 * 1024
const NOT_UNDERSTOOD =
  'A signed webhook was not understood. What it was about is in the table roster.dead_letter and is read from Clerk: report it, or update Roster.'
const FOREIGN_EVENT =
  'A signed webhook of another Clerk instance was refused: CLERK_WEBHOOK_SIGNING_SECRET has the secret of an endpoint there. Remove it, or delete that endpoint in Clerk.'
const OPEN_LOCAL_CLERK =
  'HOST opens Roster to other machines with the local Clerk: anyone can sign in as anyone. Leave HOST empty, or set the three CLERK_ keys.'

/**
 * Opens the port, then the database and Clerk; until they are there every path answers 503. `pageFolder` holds the
 * built page. `open` opens the database, which the server closes.
 */
export async function startServer(
  env: Env,
  log: Log,
  pageFolder: string,
  open: (env: Env, log: Log) => Promise<Db> = openDatabase,
): Promise<RunningServer> {
  const secure = securityHeaders(env.production)
  const answerUnavailable = createAnswerUnavailable(secure, log)
  let answer: RequestListener = answerUnavailable
  const server = await openHttpServer(env, (request, response) => answer(request, response))
  const closing = new AbortController()
  let draining = false
  if (opensLocalClerk(env)) log.warn(OPEN_LOCAL_CLERK)

  const [db, clerk] = await Promise.all([open(env, log), connectClerk(env, server.port)])
  const leads = await openLeads(db, log)
  const mirror = await connectMirror(db, clerk, log, closing.signal)
  const { sync, watch, line } = mirror
  const clock = createClockWatch({ db, keys: clerk.keys, clerkAheadMs: line.clockAheadMs, log })
  const health = createHealth(db, mirror, clock, log)
  const overload = createOverload()
  const services = createServices(db, clerk, mirror, clock, overload, env.SNAPSHOT_CACHE_MB * MEGABYTE, log)
  const rateLimit = createRateLimit(
    {
      credential: env.RATE_LIMIT_CREDENTIAL,
      organization: env.RATE_LIMIT_ORGANIZATION,
      address: env.RATE_LIMIT_ADDRESS,
    },
    env.TRUST_PROXY,
    log,
  )
  const send = createSendAnswer()
  const rest = createRest({ services, rateLimit, cors: createCors(env.CORS_ORIGINS), secure, send, log })
  const trpc = createTrpc({ services, router: createAppRouter(leads), rateLimit, secure, send, log })
  const countAddress: CountAddress = async (request) => rateLimit.count({ kind: 'none' }, request).refusal
  const isReady = async () => !draining && db.health.isAnswering()
  const routes = [
    createOpenapiRoute(),
    createDocsPage(countAddress),
    ...webhookRoutes(clerk, db, watch, countAddress, log),
    ...clerk.routes,
  ]
  const page = await createPage(pageFolder, clerk.page)
  const app = createApp({ log, secure, isReady, report: health.report, routes: [...routes, page] })
  const others = getRequestListener(app.fetch, {
    // HTTP/1.0 may come without a Host.
    hostname: 'localhost',
    errorHandler: (error) => toResponse(error instanceof RequestError ? notUrl() : error, log),
  })
  const answerOther = (request: IncomingMessage, response: ServerResponse) => {
    if (isTrpcPath(request)) return trpc(request, response)
    endStalled(response)
    return others(request, response)
  }
  answer = (request, response) => {
    if (isProbe(request)) return void others(request, response)
    if (overload.isRefusing()) return answerUnavailable(request, response)
    void (isRestPath(request) ? rest(request, response) : answerOther(request, response))
  }
  if (env.clerk === 'local') await seedDemoLeads(leads, clerk)
  const isPaused = () => watch.ownership() === 'foreign'
  const background = Promise.all([
    watch.run(closing.signal),
    health.run(closing.signal),
    runMirrorLoops({ ...sync, forgetAfterDays: env.FORGET_AFTER_DAYS }, closing.signal, isPaused),
  ])

  async function closeAfter(drained: Promise<unknown> | undefined): Promise<void> {
    draining = true
    server.drain()
    await drained
    // Requests in flight may still wait for Clerk: the background work ends only after their answers.
    await server.close()
    closing.abort()
    await background
    await clerk.close()
    await db.close()
  }
  let closed: Promise<void> | undefined
  return { port: server.port, close: (drained) => (closed ??= closeAfter(drained)) }
}

function notUrl(): RosterError {
  return new RosterError('VALIDATION_ERROR', { message: 'The target of the request is not a URL' })
}

function isProbe({ url = '' }: IncomingMessage): boolean {
  return /^\/(livez|readyz)(\?|$)/.test(url)
}

function isRestPath({ url = '' }: IncomingMessage): boolean {
  return url.startsWith(usersPath) && (url.length === usersPath.length || url[usersPath.length] === '?')
}

function webhookRoutes(
  { signingSecrets }: ClerkInstance,
  db: Db,
  watch: InstanceWatch,
  countAddress: CountAddress,
  log: Log,
) {
  if (signingSecrets.length > 0) {
    const store = createMirror(db.pool)
    const webhook = createWebhook({
      verify: createVerifyEvent(signingSecrets),
      async apply(event) {
        if (watch.isForeign(event)) {
          log.error({ cause: 'foreign event' }, FOREIGN_EVENT)
          throw new RosterError('VALIDATION_ERROR', { message: 'This event is of another Clerk instance' })
        }
        const outcome = await db.health.within(() => applyEvent(store, event))
        if (outcome === 'dead-lettered') log.warn(NOT_UNDERSTOOD)
      },
      countRefused: countAddress,
    })
    return [webhook]
  }
  log.warn('CLERK_WEBHOOK_SIGNING_SECRET is not set: changes in Clerk show only after a reconcile, minutes later')
  return []
}
