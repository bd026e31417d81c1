import type { RequestListener } from 'node:http'
import { createRoster, errorResponse, openDatabase, RosterError } from '@roster/api'
import type { Db } from '@roster/db'
import { createApp } from './app.ts'
import { databaseOf } from './database-of.ts'
import { opensLocalClerk, type Env } from './env.ts'
import { createHttpServer } from './http-server.ts'
import { createAppRouter } from './app-router.ts'
import { seedDemoLeads } from './leads/demo-leads.ts'
import { openLeads } from './leads/open-leads.ts'
import { connectClerk } from './local-clerk/connect-clerk.ts'
import type { Log } from './log.ts'
import { openMetricsServer } from './metrics-server.ts'
import { createPage } from './page.ts'

/** A running server. */
export type RunningServer = {
  port: number
  /**
   * Serves until `drained`, with /readyz not ready meanwhile; then finishes the requests in flight and closes everything. It may
   * be called twice.
   */
  close(drained?: Promise<unknown>): Promise<void>
}

const MEGABYTE = 1024 * 1024
const OPEN_LOCAL_CLERK =
  'HOST opens Roster to other machines with the local Clerk: anyone can sign in as anyone. Leave HOST empty, or set the three CLERK_ keys.'

/**
 * Opens the database and Clerk, then the port. The local Clerk needs the port first: until it is open too, every path is
 * answered 503. `pageFolder` holds the built page. `open` opens the database, which the server closes.
 */
export async function startServer(
  env: Env,
  log: Log,
  pageFolder: string,
  open: () => Promise<Db> = () => openDatabase(databaseOf(env), log),
): Promise<RunningServer> {
  let answer: RequestListener = answerUnavailable
  const server = createHttpServer(env, (request, response) => answer(request, response))
  // Any proxy gives a refused connection to another replica; a POST that was answered 503, none does.
  const early = env.clerk === 'local' ? await server.listen() : undefined
  const ending = new AbortController()
  let draining = false
  if (opensLocalClerk(env)) log.warn(OPEN_LOCAL_CLERK)

  const metrics = await openMetricsServer(env)
  const [db, clerk] = await Promise.all([open(), connectClerk(env, early ?? env.PORT)])
  const leads = await openLeads(db, log)
  const roster = await createRoster({
    database: db,
    clerk: clerk.options,
    router: createAppRouter(leads),
    limits: {
      credential: env.RATE_LIMIT_CREDENTIAL,
      organization: env.RATE_LIMIT_ORGANIZATION,
      address: env.RATE_LIMIT_ADDRESS,
    },
    trustProxy: env.TRUST_PROXY,
    corsOrigins: env.CORS_ORIGINS,
    adminRoles: env.ADMIN_ROLES,
    ...(env.MEMBERS_PERMISSION && { membersPermission: env.MEMBERS_PERMISSION }),
    httpsOnly: env.production,
    cacheBytes: env.SNAPSHOT_CACHE_MB * MEGABYTE,
    forgetAfterDays: env.FORGET_AFTER_DAYS,
    sweepMinutes: env.SWEEP_MINUTES,
    ...(metrics && { metrics: metrics.registry }),
    log,
  })
  const page = await createPage(pageFolder, clerk.page)
  const others = createApp([...clerk.routes, page], env.production, log)
  answer = (request, response) => {
    // Only for load balancers: /readyz?verbose still reports to a person.
    if (draining && request.url === '/readyz') return void response.writeHead(503).end('not ready')
    if (!roster.node(request, response)) others(request, response)
  }
  if (env.clerk === 'local') await seedDemoLeads(leads, clerk.options)
  const port = early ?? (await server.listen())
  const running = roster.run(ending.signal)

  async function closeAfter(drained: Promise<unknown> | undefined): Promise<void> {
    draining = true
    server.drain()
    // Requests in flight may wait for Clerk, so the background work ends only after their answers.
    await roster.close(Promise.resolve(drained).then(() => server.close()))
    ending.abort()
    await running
    await clerk.close()
    await metrics?.close()
    await db.close()
  }
  let closed: Promise<void> | undefined
  return { port, close: (drained) => (closed ??= closeAfter(drained)) }
}

const unavailable = errorResponse(new RosterError('SERVICE_UNAVAILABLE', { retryAfter: 1 }))
// A browser that was too early asks again by itself.
const headers = { ...Object.fromEntries(unavailable.headers), 'x-content-type-options': 'nosniff', refresh: '1' }
const body = await unavailable.text()

/** Answers while the server starts. */
const answerUnavailable: RequestListener = (_request, response) => {
  response.writeHead(unavailable.status, headers).end(body)
}
