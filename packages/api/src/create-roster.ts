import { systemCredential } from './access/authenticate.ts'
import { authorizationOf } from './access/clerk-auth.ts'
import { checkOptions } from './options/check-options.ts'
import { createClockWatch } from './clerk/clock/clock-watch.ts'
import { keysOf } from './clerk/clerk-options.ts'
import { logDatabaseFailure } from './http/answer/error-answer.ts'
import { createHeldBytes } from './http/answer/held-bytes.ts'
import { securityHeaders } from './http/answer/security-headers.ts'
import { createDispatch } from './http/create-dispatch.ts'
import { createHealth } from './http/health.ts'
import { createOverload } from './http/limits/overload.ts'
import { createRateLimit, limited, type Limits } from './http/limits/rate-limit.ts'
import { createDocsPage } from './http/openapi/docs-page.ts'
import { createOpenapiRoute } from './http/openapi/openapi.ts'
import { pathsBelow } from './http/paths.ts'
import { createCors } from './http/rest/cors.ts'
import { createRest } from './http/rest/rest.ts'
import { createRoutes, type CountAddress } from './http/routes.ts'
import { createTrpc } from './http/trpc/trpc-handler.ts'
import { createWebhook } from './http/webhook/webhook.ts'
import { createLists, statsOf } from './list/lists.ts'
import { consoleLog, createLog } from './log.ts'
import { createMetrics } from './metrics/create-metrics.ts'
import { NO_METRICS } from './metrics/metrics.ts'
import { registerGauges } from './metrics/register-gauges.ts'
import { createNews } from './news/create-news.ts'
import { openDatabase } from './open-database.ts'
import { createRoleNames } from './roles/role-names.ts'
import type { Roster } from './roster.ts'
import type { RosterOptions } from './options/roster-options.ts'
import { createServices } from './services.ts'
import { connectMirror } from './sync/connect-mirror.ts'
import { runMirrorLoops, runMirrorTurn } from './sync/loops.ts'
import { createSyncDeps } from './sync/sync-deps.ts'
import { createUpkeep, nothingDone } from './sync/upkeep.ts'
import { createContext } from './trpc/context.ts'
import { rosterRouter } from './trpc/router.ts'

const MEGABYTE = 1024 * 1024
const LIMITS: Limits = { credential: 600, organization: 6_000, address: 120 }

/**
 * Opens the database, migrates it, and connects it to Clerk. Throws an error that says what to do if either fails.
 *
 * @example
 * const roster = await createRoster({ database: { url }, clerk: { secretKey, publishableKey, jwtKey, authorizedParties } })
 * void roster.run(signal)
 * createServer((request, response) => roster.node(request, response) || response.writeHead(404).end())
 */
export async function createRoster(options: RosterOptions): Promise<Roster> {
  checkOptions(options)
  const { clerk, router = rosterRouter } = options
  const log = createLog(options.log ?? consoleLog)
  const paths = pathsBelow(options.basePath ?? '/api')
  const secure = securityHeaders(options.httpsOnly ?? false)
  const keys = keysOf(clerk)
  const metrics = options.metrics ? createMetrics(options.metrics) : NO_METRICS
  const closing = new AbortController()
  const db =
    'pool' in options.database ? options.database : await openDatabase(options.database, options.log ?? consoleLog)
  const mirror = await connectMirror(db, clerk, log, closing.signal, metrics).catch(async (error: unknown) => {
    if (db !== options.database) await db.close()
    throw error
  })
  const clock = createClockWatch({ db, keys, clerkAheadMs: mirror.line.clockAheadMs, log })
  const health = createHealth(db, mirror, clock, log)
  const overload = createOverload()
  const roleNames = createRoleNames(mirror.sync)
  const news = createNews(db, {
    onError: (error) => logDatabaseFailure(error, log),
    onRead: metrics.standingsRead,
  })
  const held = createHeldBytes()
  const services = createServices({
    db,
    keys,
    mirror,
    clock,
    roleNames,
    news,
    lists: createLists(db, options.cacheBytes ?? 256 * MEGABYTE, () => held.total() > 0),
    metrics,
    adminRoles: options.adminRoles,
    membersPermission: options.membersPermission,
    log,
  })
  const rateLimit = createRateLimit({ ...LIMITS, ...options.limits }, options.trustProxy ?? false, log)
  const countAddress: CountAddress = (request) => {
    const { waitSeconds } = rateLimit.count({ kind: 'none' }, request)
    return waitSeconds === undefined ? undefined : limited(waitSeconds)
  }
  const cors = createCors(options.corsOrigins ?? [])
  const routes = createRoutes({
    log,
    metrics,
    secure,
    isReady: () => db.health.isAnswering(),
    report: health.report,
    routes: [createOpenapiRoute(paths), createDocsPage(paths, countAddress)],
  })
  const dispatch = createDispatch({
    paths,
    rest: createRest({ services, rateLimit, cors, secure, log }),
    trpc: createTrpc({ endpoint: paths.trpc, router, services, rateLimit, secure, log }),
    webhook: createWebhook({
      secrets: clerk.webhookSigningSecrets ?? [],
      db,
      watch: mirror.watch,
      onRoleChange: () => roleNames.forget(),
      countRefused: countAddress,
      metrics,
      secure,
      log,
    }),
    routes,
    takes: overload.take,
    held,
    metrics,
    cors,
    secure,
    log,
  })

  const done = nothingDone()
  if (options.metrics) {
    const lists = () => statsOf(services.lists)
    const scans = async () => (await health.report()).scans
    registerGauges({ registry: options.metrics, db, mirror: health.mirror, scans, lists, heldBytes: held.total, done })
  }
  const sync = {
    ...mirror.sync,
    forgetAfterDays: options.forgetAfterDays ?? 400,
    sweepEveryMs: (options.sweepMinutes ?? 60) * 60_000,
  }
  const isPaused = () => mirror.watch.ownership() === 'foreign'
  const upkeep = createUpkeep(sync, done)

  let running: Promise<unknown> = Promise.resolve()

  async function closeAfter(served: Promise<unknown> | undefined): Promise<void> {
    news.end()
    await served
    closing.abort()
    // It gives its leases back, and would log a closed database as one that failed.
    await running
    if (db !== options.database) await db.close()
  }
  let closed: Promise<void> | undefined

  return {
    ...dispatch,
    router: rosterRouter,
    async context(credential) {
      const isAuth = typeof credential === 'object' && credential !== null
      const authorization = isAuth ? await authorizationOf(credential) : (credential ?? undefined)
      return createContext(services, await services.authenticate(authorization), authorization)
    },

    asSystem: (orgId) => createContext(services, systemCredential(orgId)),

    async run(signal) {
      const ending = AbortSignal.any([signal, closing.signal])
      if (ending.aborted) return
      const loops = runMirrorLoops(createSyncDeps({ ...sync, signal: ending }), ending, {
        isPaused,
        mayBeDue: news.mayBeDue,
        done,
      })
      const run = Promise.all([mirror.watch.run(ending), health.run(ending), loops])
      running = Promise.allSettled([running, run])
      await run
    },

    async tick(seconds = 10) {
      await mirror.watch.check()
      await runMirrorTurn(sync, seconds * 1000, isPaused, done, upkeep)
    },

    close: (served) => (closed ??= closeAfter(served)),
  }
}
