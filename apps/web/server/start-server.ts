import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { applyEvent, createVerifyEvent, runMirrorLoops } from '@roster/api'
import { createMirror, type Db } from '@roster/db'
import { answerStarting } from './answer-starting.ts'
import { createApp } from './app.ts'
import { connectClerk, type ClerkInstance } from './clerk-instance.ts'
import { connectMirror } from './connect-mirror.ts'
import { createCors } from './cors.ts'
import { createDocsPage } from './docs-page.ts'
import { seedDemoLeads } from './demo-leads.ts'
import { opensLocalClerk, type Env } from './env.ts'
import type { Log } from './log.ts'
import { createOpenapiRoute } from './openapi.ts'
import { openDatabase } from './open-database.ts'
import { createPage } from './page.ts'
import { createRateLimit, type RateLimit } from './rate-limit.ts'
import { createRest, usersPath } from './rest.ts'
import { createServices } from './services.ts'
import { createTrpcRoute } from './trpc-route.ts'
import { createWebhook } from './webhook.ts'

/** A running server. `close` finishes what is under way, then frees everything. */
export type RunningServer = { port: number; close(): Promise<void> }

const MEGABYTE = 1024 * 1024
const GRACE_MS = 10_000
const NOT_UNDERSTOOD =
  'A signed webhook was not understood. What it was about is in the table dead_letter and is read from Clerk: report it, or update Roster.'
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
  let answer: RequestListener = (request, response) => answerStarting(request, response, log)
  const server = createHttpServer((request, response) => answer(request, response))
  const closing = new AbortController()
  let draining = false
  const port = await listen(server, env)
  if (opensLocalClerk(env)) log.warn(OPEN_LOCAL_CLERK)

  const [db, clerk] = await Promise.all([open(env, log), connectClerk(env, port)])
  const sync = await connectMirror(db, clerk, log, closing.signal)
  const services = createServices(db, clerk, sync, env.SNAPSHOT_CACHE_MB * MEGABYTE, log)
  const rateLimit = createRateLimit(
    {
      credential: env.RATE_LIMIT_CREDENTIAL,
      organization: env.RATE_LIMIT_ORGANIZATION,
      address: env.RATE_LIMIT_ADDRESS,
    },
    env.TRUST_PROXY,
  )
  const rest = createRest({ services, rateLimit, cors: createCors(env.CORS_ORIGINS), log })
  const isReady = async () => !draining && isAnswering(db)
  const routes = [
    createTrpcRoute(services, rateLimit),
    createOpenapiRoute(),
    createDocsPage(),
    ...webhookRoutes(clerk, db, rateLimit, log),
    ...clerk.routes,
  ]
  const app = createApp(log, isReady, [...routes, await createPage(pageFolder, clerk.page)])
  const others = getRequestListener(app.fetch)
  answer = (request, response) => void (isRestPath(request) ? rest(request, response) : others(request, response))
  if (env.clerk === 'local') await seedDemoLeads(db, clerk)
  const background = runMirrorLoops(sync, closing.signal)

  return {
    port,
    async close() {
      draining = true
      // What is under way may still wait for Clerk: its work ends only after its answer.
      await closeServer(server)
      closing.abort()
      await background
      await clerk.close()
      await db.close()
    },
  }
}

/** With bounds on what a slow or endless client may hold. */
function createHttpServer(listener: RequestListener): Server {
  const server = createServer({ maxHeaderSize: 8 * 1024, connectionsCheckingInterval: 1_000 }, listener)
  server.headersTimeout = 5_000
  server.requestTimeout = 10_000
  return server
}

async function listen(server: Server, env: Env): Promise<number> {
  server.listen(env.PORT, env.HOST)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new Error(
      `Roster could not listen on port ${env.PORT} of ${env.HOST}, so it did not start. Set PORT to a free one, and HOST to an address of this machine.`,
      { cause: error },
    )
  }
  const address = server.address()
  return typeof address === 'object' && address ? address.port : env.PORT
}

function isRestPath({ url = '' }: IncomingMessage): boolean {
  return url.startsWith(usersPath) && (url.length === usersPath.length || url[usersPath.length] === '?')
}

function webhookRoutes({ signingSecrets }: ClerkInstance, db: Db, rateLimit: RateLimit, log: Log) {
  if (signingSecrets.length > 0) {
    const store = createMirror(db.pool)
    const webhook = createWebhook({
      verify: createVerifyEvent(signingSecrets),
      async apply(event) {
        const outcome = await applyEvent(store, event)
        if (outcome === 'dead-lettered') log.warn(NOT_UNDERSTOOD)
      },
      countRefused: async (request) => (await rateLimit.count({ kind: 'none' }, request)).refusal,
    })
    return [webhook]
  }
  log.warn('CLERK_WEBHOOK_SIGNING_SECRET is not set: changes in Clerk show only after a reconcile, minutes later')
  return []
}

async function isAnswering(db: Db): Promise<boolean> {
  return db.pool.query('SELECT 1').then(
    () => true,
    () => false,
  )
}

/** Lets answers under way finish; connections that only wait for a next request end at once. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  const force = setTimeout(() => server.closeAllConnections(), GRACE_MS)
  await closed
  clearTimeout(force)
}
