import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener, RequestError } from '@hono/node-server'
import type { DatabaseOptions, Db } from '@roster/db'
import type { AnyTRPCRouter } from '@trpc/server'
import type { Registry } from 'prom-client'
import { systemCredential } from './access/authenticate.ts'
import { authorizationOf, type ClerkAuth } from './access/clerk-auth.ts'
import { createClockWatch } from './clerk/clock/clock-watch.ts'
import { keysOf, type ClerkOptions } from './clerk/clerk-options.ts'
import { createRoleNames } from './roles/role-names.ts'
import { RosterError } from './errors.ts'
import { createAnswerUnavailable } from './http/answer/answer-unavailable.ts'
import { logDatabaseFailure } from './http/answer/error-answer.ts'
import { endStalled } from './http/answer/end-stalled.ts'
import { createHoldBytes } from './http/answer/hold-bytes.ts'
import { securityHeaders } from './http/answer/security-headers.ts'
import { sendAnswer } from './http/answer/send-answer.ts'
import { webAnswer } from './http/answer/web-answer.ts'
import type { Deliver } from './http/answer/answer.ts'
import { createHealth } from './http/health.ts'
import { fromWeb, pathOf, type HttpRequest } from './http/http-request.ts'
import { createOverload } from './http/limits/overload.ts'
import { createPace, TICK_MS } from './http/limits/pace.ts'
import { createRateLimit, type Limits } from './http/limits/rate-limit.ts'
import { createDocsPage } from './http/openapi/docs-page.ts'
import { createOpenapiRoute } from './http/openapi/openapi.ts'
import { pathsBelow, type Paths } from './http/paths.ts'
import { createCors } from './http/rest/cors.ts'
import { createRest } from './http/rest/rest.ts'
import { createRoutes, toResponse, type CountAddress } from './http/routes.ts'
import { createTrpc } from './http/trpc/trpc-handler.ts'
import { createWebhookRoutes } from './http/webhook/webhook-routes.ts'
import { statsOf } from './list/lists.ts'
import { createLog, type RosterLog } from './log.ts'
import { createMetrics } from './metrics/create-metrics.ts'
import { NO_METRICS, type MeasuredFace } from './metrics/metrics.ts'
import { registerGauges } from './metrics/register-gauges.ts'
import { createNews } from './news/create-news.ts'
import { openDatabase } from './open-database.ts'
import { createServices } from './services.ts'
import { connectMirror } from './sync/connect-mirror.ts'
import { runMirrorLoops, runMirrorTurn } from './sync/loops.ts'
import { createSyncDeps } from './sync/sync-deps.ts'
import { nothingDone } from './sync/upkeep.ts'
import { createContext, type Context } from './trpc/context.ts'
import { rosterRouter, type RosterRouter } from './trpc/router.ts'

/** What a Roster works with; everything but `database` and `clerk` has a default. */
export type RosterOptions = {
  /** A PostgreSQL server (15 or later), a folder for an embedded database, or one that `openDatabase` opened: its opener closes it. */
  database: DatabaseOptions | Db
  clerk: ClerkOptions
  /** What every path begins with; `/api` if not given. */
  basePath?: string
  /**
   * The router of the tRPC path, in place of Roster's own: `mergeRouters` of that and of the host's, made with
   * `initTRPC.context<RosterContext>().meta<RosterMeta>().create({ errorFormatter: formatError })`.
   */
  router?: AnyTRPCRouter
  /** Requests a minute by credential (600), organization (6,000 for pages and as many for keys) and address (120). */
  limits?: Partial<Limits>
  /** Whether the last address of X-Forwarded-For is the client's: only behind a proxy of one's own. */
  trustProxy?: boolean
  /** Origins whose pages may read the REST paths. */
  corsOrigins?: readonly string[]
  /** Whether this host is reached by https alone: every answer then says so (HSTS). */
  httpsOnly?: boolean
  /** Memory for lists as bytes; 256 MB. */
  cacheBytes?: number
  /** After how many days a leaver's name is forgotten; 400, and at least 100. */
  forgetAfterDays?: number
  /** Roles whose members administer API keys, beside those with Clerk's permission for it; `org:admin` and `admin`. */
  adminRoles?: readonly string[]
  /** A custom permission without which a member may not see the others; if not given, every member may. */
  membersPermission?: string
  /** prom-client's, to which Roster adds its own metrics: docs/operations.md has them. */
  metrics?: Registry
  /** How often all of Clerk's instance is read, in minutes: what webhooks lost shows after that at the latest. 60. */
  sweepMinutes?: number
  /** pino or another; the process's console if not given. */
  log?: RosterLog
}

/** Who is in my organization, for one Clerk instance and one database. */
export type Roster = {
  /**
   * Answers a web Request, or null for a path that is not Roster's. `address` is the client's as the host knows it:
   * without it all clients share the limit for those without a valid credential.
   */
  fetch(request: Request, client?: { address?: string | undefined }): Promise<Response | null>
  /** The same on Node's own request and response, and faster; false where the path is not Roster's. */
  node(request: IncomingMessage, response: ServerResponse): boolean
  /** `users`, `members` and `apiKeys`, to nest in a router of the host's. */
  router: RosterRouter
  /**
   * The context of its procedures: of an Authorization header, or of the object that Clerk's SDK of the host returns for
   * a request. Whoever is not signed in gets one too, and its procedures refuse.
   */
  context(credential: string | ClerkAuth | null | undefined): Promise<Context>
  /**
   * The same for a job of the host's own, which no user asked for. **Nothing is verified**: the id must never come from a
   * request. It may read who is in the organization, and waits as a request does until that is known.
   */
  asSystem(orgId: string): Context
  /** Keeps the mirror right until the signal ends it; any number of processes may. */
  run(signal: AbortSignal): Promise<void>
  /**
   * One turn of the same, for a scheduler in place of `run`. Asks Clerk for nothing after `seconds` (10), so that it ends
   * within 10 s more; two at once do no harm. Give it the time that the largest organization takes to be read.
   */
  tick(seconds?: number): Promise<void>
  /**
   * Answers those who wait for news at once; after `served`, when the host has finished its requests, ends what is running and
   * closes the database that it opened. May be called twice.
   */
  close(served?: Promise<unknown>): Promise<void>
}

const MEGABYTE = 1024 * 1024
const LIMITS: Limits = { credential: 600, organization: 6_000, address: 120 }

/**
 * Opens the database, migrates it, and connects it to Clerk. Throws an error with advice where either can't be.
 *
 * @example
 * const roster = await createRoster({ database: { url }, clerk: { secretKey, publishableKey, jwtKey, authorizedParties } })
 * void roster.run(signal)
 * createServer((request, response) => roster.node(request, response) || response.writeHead(404).end())
 */
export async function createRoster(options: RosterOptions): Promise<Roster> {
  const { clerk, router = rosterRouter } = options
  const log = createLog(options.log ?? console)
  const paths = pathsBelow(options.basePath ?? '/api')
  const secure = securityHeaders(options.httpsOnly ?? false)
  const keys = keysOf(clerk)
  const metrics = options.metrics ? createMetrics(options.metrics) : NO_METRICS
  const closing = new AbortController()
  const db =
    'pool' in options.database ? options.database : await openDatabase(options.database, options.log ?? console)
  const mirror = await connectMirror(db, clerk, log, closing.signal, metrics).catch(async (error: unknown) => {
    if (db !== options.database) await db.close()
    throw error
  })
  const clock = createClockWatch({ db, keys, clerkAheadMs: mirror.line.clockAheadMs, log })
  const health = createHealth(db, mirror, clock, log)
  const overload = createOverload()
  const pace = createPace()
  const ticking = setInterval(pace.tick, TICK_MS).unref()
  const roleNames = createRoleNames(mirror.sync)
  const news = createNews(db, (error) => logDatabaseFailure(error, log))
  const services = createServices({
    db,
    keys,
    mirror,
    clock,
    overload,
    roleNames,
    news,
    cacheBytes: options.cacheBytes ?? 256 * MEGABYTE,
    metrics,
    adminRoles: options.adminRoles,
    membersPermission: options.membersPermission,
    log,
  })
  const rateLimit = createRateLimit({ ...LIMITS, ...options.limits }, options.trustProxy ?? false, log)
  const countAddress: CountAddress = async (request) => rateLimit.count({ kind: 'none' }, request).refusal
  const hold = createHoldBytes()
  const rest = createRest({ services, rateLimit, cors: createCors(options.corsOrigins ?? []), secure, log })
  const trpc = createTrpc({ endpoint: paths.trpc, router, services, rateLimit, secure, log })
  const answerUnavailable = createAnswerUnavailable(secure, log)
  const secrets = clerk.webhookSigningSecrets ?? []
  const routes = createRoutes({
    log,
    metrics,
    webhookPath: paths.webhook,
    secure,
    isReady: () => db.health.isAnswering(),
    report: health.report,
    routes: [
      createOpenapiRoute(paths),
      createDocsPage(paths, countAddress),
      ...createWebhookRoutes({
        path: paths.webhook,
        secrets,
        db,
        watch: mirror.watch,
        onRoleChange: () => roleNames.forget(),
        countRefused: countAddress,
        metrics,
        log,
      }),
    ],
  })
  const listener = getRequestListener(routes.fetch, {
    // HTTP/1.0 may come without a Host.
    hostname: 'localhost',
    errorHandler: (error) => toResponse(error instanceof RequestError ? notUrl() : error, log),
  })

  function isRefusing(face: Face): boolean {
    if (face === 'probe' || (!overload.isRefusing() && pace.take())) return false
    metrics.shed()
    return true
  }

  /** Answers the paths that are asked most; undefined for the others. */
  function answer<Delivered>(request: HttpRequest, face: Face, deliver: Deliver<Delivered>) {
    if (face === 'probe' || face === 'other') return undefined
    return face === 'trpc' ? trpc(request, measured(face, deliver)) : rest(face, request, measured(face, deliver))
  }

  function measured<Delivered>(face: MeasuredFace, deliver: Deliver<Delivered>): Deliver<Delivered> {
    if (metrics === NO_METRICS) return deliver
    const startedMs = performance.now()
    return (found) => {
      const delivered = deliver(found)
      metrics.answered(face, found.status, startedMs)
      return delivered
    }
  }

  const done = nothingDone()
  if (options.metrics) {
    const lists = () => statsOf(services.lists)
    registerGauges({ registry: options.metrics, db, mirror: health.mirror, lists, heldBytes: hold.total, done })
  }
  const sync = {
    ...mirror.sync,
    forgetAfterDays: options.forgetAfterDays ?? 400,
    sweepEveryMs: (options.sweepMinutes ?? 60) * 60_000,
  }
  const isPaused = () => mirror.watch.ownership() === 'foreign'

  async function closeAfter(served: Promise<unknown> | undefined): Promise<void> {
    news.end()
    await served
    closing.abort()
    clearInterval(ticking)
    if (db !== options.database) await db.close()
  }
  let closed: Promise<void> | undefined

  return {
    router: rosterRouter,
    async context(credential) {
      const isAuth = typeof credential === 'object' && credential !== null
      const authorization = isAuth ? await authorizationOf(credential) : (credential ?? undefined)
      return createContext(services, await services.authenticate(authorization))
    },

    asSystem: (orgId) => createContext(services, systemCredential(orgId)),

    async fetch(request, client) {
      const incoming = fromWeb(request, client?.address)
      const face = faceOf(incoming, paths)
      if (!face) return null
      if (isRefusing(face)) return answerUnavailable.web(incoming)
      return answer(incoming, face, webAnswer(request.method, hold)) ?? routes.fetch(request, { incoming })
    },

    node(request, response) {
      const face = faceOf(request, paths)
      if (!face) return false
      if (isRefusing(face)) {
        answerUnavailable.node(request, response)
        return true
      }
      if (answer(request, face, sendAnswer(response, hold))) return true
      if (face !== 'probe') endStalled(response)
      void listener(request, response)
      return true
    },

    async run(signal) {
      const ending = new AbortController()
      for (const each of [signal, closing.signal]) {
        if (each.aborted) return
        each.addEventListener('abort', () => ending.abort(), { once: true })
      }
      const loops = runMirrorLoops(createSyncDeps({ ...sync, signal: ending.signal }), ending.signal, isPaused, done)
      await Promise.all([mirror.watch.run(ending.signal), health.run(ending.signal), loops])
    },

    async tick(seconds = 10) {
      await mirror.watch.check()
      await runMirrorTurn(sync, seconds * 1000, isPaused, done)
    },

    close: (served) => (closed ??= closeAfter(served)),
  }
}

type Face = 'users' | 'members' | 'resolve' | 'trpc' | 'probe' | 'other'

function faceOf(request: HttpRequest, paths: Paths): Face | undefined {
  const path = pathOf(request)
  if (path === paths.users) return 'users'
  if (path === paths.members) return 'members'
  if (path === paths.resolve) return 'resolve'
  if (path.startsWith(paths.trpc)) return 'trpc'
  if (path === '/livez' || path === '/readyz') return 'probe'
  const isOther = path === paths.webhook || path === paths.openapi || path === paths.docs
  return isOther || path.startsWith(`${paths.docs}/`) ? 'other' : undefined
}

function notUrl(): RosterError {
  return new RosterError('VALIDATION_ERROR', { message: 'The target of the request is not a URL' })
}
