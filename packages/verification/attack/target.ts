import { randomBytes } from 'node:crypto'
import { openDatabase, type Db } from '@roster/db'
import { createCredentials } from '../bench/list/credentials.ts'
import { memberOf, orgIdOf, seed } from '../bench/list/seed.ts'
import { freePort, startServerProcess, untilReady, type ServerProcess } from '../bench/list/server-process.ts'
import { builtServer } from '../built-server.ts'
import { startClerkKeys } from './clerk-keys.ts'

export const QUIET = 25
export const NOISY = 10_000

/** A built server with its own database and Clerk, in its usual configuration. */
export type Target = {
  url: string
  server: ServerProcess
  db: Db
  credentials: ReturnType<typeof createCredentials>
  /** A session of a member by number, 1 an administrator, of the organization of this size. */
  session: (size: number, number: number) => Record<string, string>
  /** An API key of the organization of this size. */
  key: (size: number, number: number) => Record<string, string>
  clerkCalls: () => number
  stop(): Promise<void>
}

let databases = 0

/** `users` members are in other organizations of 1,000. */
export async function startTarget(more: Record<string, string> = {}, users = 1_000): Promise<Target> {
  const { DATABASE_URL = '' } = process.env
  const credentials = createCredentials()
  const clerk = await startClerkKeys()
  const name = `attack${(databases += 1)}`
  const first = await openDatabase({ url: DATABASE_URL })
  await first.background.query(`CREATE DATABASE ${name}`)
  await first.close()
  const databaseUrl = new URL(DATABASE_URL)
  databaseUrl.pathname = name
  const db = await openDatabase({ url: databaseUrl.href })
  await seed(db, users, credentials.issuer, [QUIET, NOISY])
  await db.background.query(`UPDATE roster.membership SET role = 'org:admin' WHERE user_id = ANY($1)`, [
    [QUIET, NOISY].map((size) => memberOf(size, 1)),
  ])

  const port = await freePort()
  const server = startServerProcess(builtServer('main.js'), {
    DATABASE_URL: databaseUrl.href,
    CLERK_SECRET_KEY: credentials.secretKey.replace('sk_test_', 'sk_live_'),
    CLERK_PUBLISHABLE_KEY: credentials.publishableKey.replace('pk_test_', 'pk_live_'),
    CLERK_JWT_KEY: credentials.jwtKey,
    CLERK_API_URL: clerk.url,
    CLERK_AUTHORIZED_PARTIES: credentials.azp,
    CLERK_WEBHOOK_SIGNING_SECRET: `whsec_${randomBytes(24).toString('base64')}`,
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'error',
    ...more,
  })
  const url = `http://127.0.0.1:${port}`
  await untilReady(`${url}/readyz`)
  return {
    url,
    server,
    db,
    credentials,
    session: (size, number) => ({
      authorization: `Bearer ${credentials.token(memberOf(size, number), orgIdOf(size), `sess_${size}n${number}`)}`,
    }),
    key: (size, number) => ({ authorization: `Bearer ak_good_${orgIdOf(size)}_${number}` }),
    clerkCalls: () => clerk.calls(),
    async stop() {
      await server.stop()
      await db.close()
      clerk.close()
    },
  }
}
