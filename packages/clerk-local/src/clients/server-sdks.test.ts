import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import * as ofExpress from '@clerk/express'
import * as ofFastify from '@clerk/fastify'
import * as ofHono from '@clerk/hono'
import { getRequestListener } from '@hono/node-server'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { startForTest } from '../../testing/index.ts'

type Options = { secretKey: string; publishableKey: string; apiUrl: string }
const origin = 'http://localhost:3000'
let clerk: Awaited<ReturnType<typeof startForTest>>

beforeAll(async () => {
  // The Fastify plugin has no option to disable telemetry.
  vi.stubEnv('CLERK_TELEMETRY_DISABLED', '1')
  clerk = await startForTest()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await clerk.local.close()
})

const shown = ({ userId, orgSlug, orgRole }: { userId: string | null; orgSlug?: unknown; orgRole?: unknown }) => ({
  userId,
  orgSlug,
  orgRole,
})

const apps: Record<string, (options: Options) => Promise<RequestListener>> = {
  async '@clerk/express'(options) {
    return express()
      .use(ofExpress.clerkMiddleware(options))
      .get('/', (request, response) => void response.json(shown(ofExpress.getAuth(request))))
  },
  async '@clerk/fastify'(options) {
    const app = fastify()
    await app.register(ofFastify.clerkPlugin, options)
    app.get('/', (request) => shown(ofFastify.getAuth(request)))
    await app.ready()
    return (request, response) => app.routing(request, response)
  },
  async '@clerk/hono'(options) {
    const app = new Hono().use(ofHono.clerkMiddleware(options)).get('/', (c) => c.json(shown(ofHono.getAuth(c))))
    const answer = getRequestListener(app.fetch)
    return (request, response) => void answer(request, response)
  },
}

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return {
    async get(headers: Record<string, string> = {}): Promise<unknown> {
      const response = await fetch(`http://127.0.0.1:${port}`, { headers })
      return await response.json()
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}

test.each(Object.entries(apps))(
  '%s reads the user and the organization of a session token, and refuses a changed one',
  async (_, createApp) => {
    const { secretKey, publishableKey, apiUrl } = clerk.local
    await using app = await serve(await createApp({ secretKey, publishableKey, apiUrl }))
    const [alice] = (await clerk.sdk.users.getUserList({ emailAddress: ['alice@acme.test'] })).data
    const jwt = clerk.local.token({ email: 'alice@acme.test', organization: 'globex', azp: origin })
    const signedIn = { userId: alice?.id, orgSlug: 'globex', orgRole: 'org:admin' }
    expect(await app.get({ authorization: `Bearer ${jwt}` })).toEqual(signedIn)
    expect(await app.get({ authorization: `Bearer ${jwt.slice(0, -8)}AAAAAAAA` })).toMatchObject({ userId: null })
    expect(await app.get()).toMatchObject({ userId: null })
  },
)
