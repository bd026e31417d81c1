import { callsPerWindow, type ClerkKeys } from '@roster/api'
import type { Hono } from 'hono'
import type { PageConfig } from '../src/page-config.ts'
import type { AppEnv } from './app.ts'
import { clerkProxyPath, createClerkProxy } from './clerk-proxy.ts'
import type { Env, RealClerk } from './env.ts'
import { webhookPath } from './webhook.ts'

/** The Clerk that this process works with: a real instance, or the local one, started inside. */
export type ClerkInstance = {
  keys: ClerkKeys
  page: PageConfig
  routes: Hono<AppEnv>[]
  /** Calls to the Backend API that the instance allows in 10 s. */
  callsPerWindow: number
  /** Empty: no webhook route. */
  signingSecrets: readonly string[]
  close(): Promise<void>
}

// As a production instance has it: the local Clerk itself has no limit.
const LOCAL_CALLS_PER_WINDOW = 1_000

/** `port` is where the app listens. */
export async function connectClerk(env: Env, port: number): Promise<ClerkInstance> {
  const ownOrigins = [`http://localhost:${port}`, `http://127.0.0.1:${port}`]
  const authorizedParties = env.CLERK_AUTHORIZED_PARTIES ?? ownOrigins
  return env.clerk === 'local'
    ? startLocal(env, port, authorizedParties)
    : realInstance(env, env.clerk, authorizedParties)
}

function realInstance(env: Env, clerk: RealClerk, authorizedParties: string[]): ClerkInstance {
  const issuer = issuerOf(clerk.publishableKey)
  return {
    keys: { ...clerk, apiUrl: env.CLERK_API_URL, issuer, authorizedParties },
    page: { publishableKey: clerk.publishableKey, clerkOrigins: [issuer] },
    routes: [],
    callsPerWindow: callsPerWindow(clerk.secretKey),
    signingSecrets: env.CLERK_WEBHOOK_SIGNING_SECRET ?? [],
    close: async () => {},
  }
}

async function startLocal(env: Env, port: number, authorizedParties: string[]): Promise<ClerkInstance> {
  // oxlint-disable-next-line no-restricted-imports -- the one place that loads it, and only in local mode
  const { startLocalClerk } = await import('@roster/clerk-local')
  const clerk = await startLocalClerk({
    port: env.CLERK_LOCAL_PORT,
    dataDir: env.DATA_DIR,
    webhookUrl: `http://127.0.0.1:${port}${webhookPath}`,
    nodeEnv: env.NODE_ENV,
  }).catch((error: unknown) => {
    throw explainStart(error, env.DATA_DIR)
  })
  const { publishableKey, secretKey, jwtKey, apiUrl, issuer } = clerk
  return {
    keys: { publishableKey, secretKey, jwtKey, apiUrl, issuer, authorizedParties },
    page: {
      publishableKey,
      clerkOrigins: [clerk.url],
      local: {
        proxyUrl: clerkProxyPath,
        clerkJsUrl: clerkProxyPath + clerk.clerkJsPath,
        accounts: clerk.demoAccounts,
      },
    },
    routes: [createClerkProxy(clerk.frontendApiUrl)],
    callsPerWindow: LOCAL_CALLS_PER_WINDOW,
    signingSecrets: [clerk.webhookSigningSecret],
    close: () => clerk.close(),
  }
}

/** What the file system refused, as a sentence; whatever else it is has its own. */
function explainStart(error: unknown, dataDir: string): unknown {
  const code: unknown = error instanceof Error && 'syscall' in error && Reflect.get(error, 'code')
  if (typeof code !== 'string') return error
  return new Error(
    `${dataDir} can't hold the local Clerk’s state (${code}), so Roster did not start. Set DATA_DIR to a folder that this user may write, on a disk with room.`,
    { cause: error },
  )
}

/** The Frontend API's origin, which Clerk writes into `iss`: a publishable key is its host, encoded. */
function issuerOf(publishableKey: string): string {
  const host = Buffer.from(publishableKey.split('_')[2] ?? '', 'base64')
    .toString()
    .replace(/\$$/, '')
  if (!/^[\w-]+(\.[\w-]+)+$/.test(host)) {
    throw new Error(
      'CLERK_PUBLISHABLE_KEY does not name a Clerk instance, so no session could be verified. Copy it again from the Clerk dashboard.',
    )
  }
  return `https://${host}`
}
