import type { ClerkOptions } from '@roster/api'
import type { Hono } from 'hono'
import type { PageConfig } from '../../src/page-config.ts'
import type { AppEnv } from '../app.ts'
import type { Env, RealClerk } from '../env.ts'
import { loadLocalClerk } from './load-local-clerk.ts'
import { clerkProxyPath, createClerkProxy } from './clerk-proxy.ts'

/** The Clerk of this process: a real instance, or the local one in the same process. */
export type ConnectedClerk = {
  options: ClerkOptions
  page: PageConfig
  routes: Hono<AppEnv>[]
  close(): Promise<void>
}

// The limit of a production instance; the local Clerk itself has none.
const LOCAL_CALLS_PER_WINDOW = 1_000

/** `port` is the port of the app. */
export async function connectClerk(env: Env, port: number): Promise<ConnectedClerk> {
  const ownOrigins = [`http://localhost:${port}`, `http://127.0.0.1:${port}`]
  const authorizedParties = env.CLERK_AUTHORIZED_PARTIES ?? ownOrigins
  return env.clerk === 'local'
    ? startLocal(env, port, authorizedParties)
    : realInstance(env, env.clerk, authorizedParties)
}

function realInstance(env: Env, clerk: RealClerk, authorizedParties: string[]): ConnectedClerk {
  const { publishableKey } = clerk
  const frontendApi = `https://${Buffer.from(publishableKey.split('_')[2] ?? '', 'base64')
    .toString()
    .replace(/\$$/, '')}`
  return {
    options: {
      ...clerk,
      ...(env.CLERK_API_URL && { apiUrl: env.CLERK_API_URL }),
      webhookSigningSecrets: env.CLERK_WEBHOOK_SIGNING_SECRET ?? [],
      authorizedParties,
    },
    page: {
      publishableKey,
      adminRoles: env.ADMIN_ROLES,
      clerkOrigins: [frontendApi],
      clerkJsUrl: `${frontendApi}/npm/@clerk/clerk-js@5/dist/clerk.browser.js`,
    },
    routes: [],
    close: async () => {},
  }
}

async function startLocal(env: Env, port: number, authorizedParties: string[]): Promise<ConnectedClerk> {
  const { startLocalClerk } = await loadLocalClerk()
  const clerk = await startLocalClerk({
    port: env.CLERK_LOCAL_PORT,
    dataDir: env.DATA_DIR,
    webhookUrl: `http://127.0.0.1:${port}/api/webhooks/clerk`,
    nodeEnv: env.NODE_ENV,
  }).catch((error: unknown) => {
    throw explainStart(error, env.DATA_DIR)
  })
  const { publishableKey, secretKey, jwtKey, apiUrl } = clerk
  return {
    options: {
      publishableKey,
      secretKey,
      jwtKey,
      apiUrl,
      webhookSigningSecrets: [clerk.webhookSigningSecret],
      authorizedParties,
      callsPerWindow: LOCAL_CALLS_PER_WINDOW,
      isLocal: true,
    },
    page: {
      publishableKey,
      adminRoles: env.ADMIN_ROLES,
      clerkOrigins: [clerk.url],
      clerkJsUrl: clerkProxyPath + clerk.clerkJsPath,
      local: { proxyUrl: clerkProxyPath, accounts: clerk.demoAccounts },
    },
    routes: [createClerkProxy(clerk.frontendApiUrl)],
    close: () => clerk.close(),
  }
}

/** Explains an error of the file system; other errors already have a message. */
function explainStart(error: unknown, dataDir: string): unknown {
  const code: unknown = error instanceof Error && 'syscall' in error && Reflect.get(error, 'code')
  if (typeof code !== 'string') return error
  return new Error(
    `${dataDir} can't hold the local Clerk’s state (${code}), so Roster did not start. Set DATA_DIR to a folder that this user may write, on a disk with room.`,
    { cause: error },
  )
}
