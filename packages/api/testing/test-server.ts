import { getRequestListener } from '@hono/node-server'
import { startLocalClerk, type LocalClerk } from '@roster/clerk-local'
import { openDatabase, type Db } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { vi } from 'vitest'
import { z } from 'zod'
import { createRoster } from '../src/create-roster.ts'
import type { Roster } from '../src/roster.ts'
import type { RosterOptions } from '../src/options/roster-options.ts'
import { RosterError } from '../src/errors.ts'
import { errorResponse } from '../src/http/answer/error-answer.ts'
import { expectDocumented, isDocumented } from './documented.ts'
import { listen } from './listen.ts'

export const usersPath = '/api/v1/entities/users'
export const membersPath = '/api/v1/entities/members'
export const resolvePath = '/api/v1/entities/users/resolve'
export const webhookPath = '/api/webhooks/clerk'

/** A running Roster on free ports with its own local Clerk, and what a test needs to call it. */
export type TestServer = AsyncDisposable & {
  /** The address of `roster.node`. */
  url: string
  /** The address of `roster.fetch` of the same Roster. */
  webUrl: string
  clerk: LocalClerk
  roster: Roster
  /** A session token, by default Alice's in acme. */
  token(email?: string, organization?: string | null): string
  /** Requests a path; answers of REST paths are compared with the OpenAPI document. */
  get(pathAndQuery: string, init?: RequestInit): Promise<Response>
  /** The logged messages, each after its level. */
  logged(): string[]
  /** The server's database; do not close it. */
  db: Db
}

export type TestOptions = Omit<Partial<RosterOptions>, 'clerk' | 'database'> & {
  clerk?: Partial<RosterOptions['clerk']>
  /** A database of its own, on a server. */
  url?: string
  /** False if the loops shall not run, as in a process that lives for one request. */
  runs?: boolean
}

/** The Clerk is configured as a real one would be, by its keys; `clerk` in `more` replaces some of them. */
export async function startTestServer(
  { clerk: keys, url: databaseUrl, runs = true, ...more }: TestOptions = {},
  organizations = { globex: 40, initech: 60 },
): Promise<TestServer> {
  const clerk = await startLocalClerk({ port: 0, organizations })
  const azp = 'https://app.example.test'
  const lines: string[] = []
  const at = (level: string) => (_facts: object, message: string) => void lines.push(`${level} ${message}`)
  const db = await (databaseUrl === undefined ? testDb() : openDatabase({ url: databaseUrl }))
  const many = 100_000
  const roster = await createRoster({
    database: db,
    clerk: {
      secretKey: clerk.secretKey,
      publishableKey: clerk.publishableKey,
      jwtKey: clerk.jwtKey,
      apiUrl: clerk.apiUrl,
      webhookSigningSecrets: [clerk.webhookSigningSecret],
      authorizedParties: [azp],
      ...keys,
    },
    log: { debug: () => {}, info: at('info'), warn: at('warn'), error: at('error') },
    ...more,
    limits: { credential: many, organization: many, address: many, ...more.limits },
  })
  const nothing = () => errorResponse(new RosterError('NOT_FOUND'))
  const others = getRequestListener(nothing)
  const node = await listen((request, response) => {
    if (!roster.node(request, response)) void others(request, response)
  })
  const byFetch = getRequestListener(async (request) => {
    return (await roster.fetch(request, { address: '127.0.0.1' })) ?? nothing()
  })
  const web = await listen((request, response) => void byFetch(request, response))
  const { url } = node
  const ending = new AbortController()
  const running = runs ? roster.run(ending.signal) : undefined
  // Faults of a test are for its own requests, and not for the first request of the server.
  if (runs && (!keys?.apiUrl || keys.apiUrl === clerk.apiUrl))
    await vi.waitFor(() => expectKnownClerk(url), { interval: 10, timeout: 10_000 })
  clerk.sendWebhooksTo(url + webhookPath)
  return {
    url,
    webUrl: web.url,
    clerk,
    roster,
    token: (email = 'alice@acme.test', organization: string | null = 'acme') =>
      clerk.token({ email, organization, azp }),
    logged: () => lines,
    async get(pathAndQuery, init = {}) {
      const response = await fetch(url + pathAndQuery, init)
      const path = new URL(response.url).pathname
      if (isDocumented(path)) {
        const { status, headers } = response
        expectDocumented({ method: init.method ?? 'GET', path, status, headers, body: await response.clone().text() })
      }
      return response
    },
    db,
    async [Symbol.asyncDispose]() {
      await clerk.close()
      await Promise.all([node, web].map((face) => face[Symbol.asyncDispose]()))
      ending.abort()
      await running
      await roster.close()
      await db.close()
    },
  }
}

const health = z.object({ clerk: z.object({ instance: z.enum(['own', 'foreign']) }) })

async function expectKnownClerk(url: string): Promise<void> {
  health.parse(await (await fetch(`${url}/readyz?verbose`)).json())
}
