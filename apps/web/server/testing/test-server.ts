import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startLocalClerk, type LocalClerk } from '@roster/clerk-local'
import type { Db } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { vi } from 'vitest'
import { z } from 'zod'
import { readEnv } from '../env.ts'
import { createLog } from '../log.ts'
import { startServer } from '../start-server.ts'

/** A running Roster on free ports with its own local Clerk, and what a test needs to call it. */
export type TestServer = AsyncDisposable & {
  url: string
  clerk: LocalClerk
  /** A session token, by default Alice's in acme. */
  token(email?: string, organization?: string | null): string
  get(pathAndQuery: string, init?: RequestInit): Promise<Response>
  /** The logged messages, each after the number of its level. */
  logged(): string[]
  /** The server's database; do not close it. */
  db: Db
  /** Ends the server as SIGTERM does. */
  close(drained?: Promise<unknown>): Promise<void>
}

/** `more` are further variables, `opening` runs before the database is open. The Clerk is configured as a real one would be, by its keys. */
export async function startTestServer(
  more: Record<string, string> = {},
  organizations = { globex: 40, initech: 60 },
  opening: () => Promise<void> = async () => {},
): Promise<TestServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'roster-'))
  await writeFile(path.join(folder, 'index.html'), '<script type="application/json">%ROSTER_CONFIG%</script>')
  const clerk = await startLocalClerk({ port: 0, organizations })
  const azp = 'https://app.example.test'
  const env = readEnv({
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: folder,
    CLERK_SECRET_KEY: clerk.secretKey,
    CLERK_PUBLISHABLE_KEY: clerk.publishableKey,
    CLERK_JWT_KEY: clerk.jwtKey,
    CLERK_API_URL: clerk.apiUrl,
    CLERK_WEBHOOK_SIGNING_SECRET: clerk.webhookSigningSecret,
    CLERK_AUTHORIZED_PARTIES: azp,
    RATE_LIMIT_CREDENTIAL: '100000',
    RATE_LIMIT_ORGANIZATION: '100000',
    RATE_LIMIT_ADDRESS: '100000',
    LOG_LEVEL: 'info',
    ...more,
  })
  const lines: string[] = []
  const log = createLog(env.LOG_LEVEL, { write: (line) => void lines.push(line) })
  const db = await testDb()
  const server = await startServer(env, log, folder, () => opening().then(() => db))
  const url = `http://127.0.0.1:${server.port}`
  // Faults of a test are for its own requests, and not for the first request of the server.
  if (env.CLERK_API_URL === clerk.apiUrl)
    await vi.waitFor(() => expectKnownClerk(url), { interval: 10, timeout: 10_000 })
  clerk.sendWebhooksTo(`${url}/api/webhooks/clerk`)
  const token = (email = 'alice@acme.test', organization: string | null = 'acme') =>
    clerk.token({ email, organization, azp })
  return {
    url,
    clerk,
    token,
    close: (drained) => server.close(drained),
    logged: () => lines.map(messageOf),
    get: (pathAndQuery, init) => fetch(url + pathAndQuery, init),
    db,
    async [Symbol.asyncDispose]() {
      await clerk.close()
      await server.close()
      await rm(folder, { recursive: true })
    },
  }
}

const health = z.object({ clerk: z.object({ instance: z.enum(['own', 'foreign']) }) })

async function expectKnownClerk(url: string): Promise<void> {
  health.parse(await (await fetch(`${url}/readyz?verbose`)).json())
}

const logLine = z.object({ level: z.number(), msg: z.string() })

function messageOf(line: string): string {
  const { level, msg } = logLine.parse(JSON.parse(line))
  return `${level} ${msg}`
}
