// The peers of the comparison, each written in the common way, in one process: `node peers.ts` with a server's variables.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { createClerkClient } from '@clerk/backend'
import { openDatabase } from '@roster/db'
import { initTRPC, TRPCError } from '@trpc/server'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { z } from 'zod'
import { orgIdOf, sizes } from './seed.ts'

const { CLERK_SECRET_KEY = '', CLERK_PUBLISHABLE_KEY = '', CLERK_JWT_KEY = '', CLERK_API_URL = '' } = process.env
const { CLERK_AUTHORIZED_PARTIES = '', DATABASE_URL = '', PORT } = process.env

const clerk = createClerkClient({
  secretKey: CLERK_SECRET_KEY,
  publishableKey: CLERK_PUBLISHABLE_KEY,
  jwtKey: CLERK_JWT_KEY,
  apiUrl: CLERK_API_URL,
  telemetry: { disabled: true },
})
const db = await openDatabase({ url: DATABASE_URL })

const user = z.object({
  id: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  email: z.string().nullable(),
  profilePictureUrl: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  clerkId: z.string(),
  clerkOrgId: z.string().nullable(),
})

async function organizationOf(request: IncomingMessage): Promise<string | undefined> {
  const headers = { authorization: request.headers.authorization ?? '' }
  const state = await clerk.authenticateRequest(new Request('http://bench.invalid/', { headers }), {
    authorizedParties: [CLERK_AUTHORIZED_PARTIES],
    jwtKey: CLERK_JWT_KEY,
  })
  return state.toAuth()?.orgId ?? undefined
}

/** The usual code: two Prisma queries, and objects made from their rows. */
async function findUsers(orgId: string) {
  const memberships = await db.prisma.membership.findMany({
    where: { orgId, state: 'live' },
    select: { userId: true },
  })
  const users = await db.prisma.appUser.findMany({
    where: { clerkId: { in: memberships.map(({ userId }) => userId) }, state: 'live' },
    orderBy: [{ createdMs: 'asc' }, { clerkId: 'asc' }],
  })
  return users.map((row) => ({
    id: row.clerkId,
    firstName: row.firstName,
    lastName: row.lastName,
    email: row.email,
    profilePictureUrl: row.hasImage ? row.imageUrl : null,
    createdAt: new Date(Number(row.createdMs)).toISOString(),
    updatedAt: new Date(Number(row.updatedMs)).toISOString(),
    clerkId: row.clerkId,
    clerkOrgId: orgId,
  }))
}

async function pageClerk(organizationId: string) {
  const users = []
  for (let offset = 0; ; offset += 500) {
    const { data } = await clerk.users.getUserList({ organizationId: [organizationId], limit: 500, offset })
    users.push(...data)
    if (data.length < 500) return users
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const t = initTRPC.context<{ request: IncomingMessage }>().create()
const usualTrpc = createHTTPHandler({
  basePath: '/trpc/',
  router: t.router({
    list: t.procedure.output(z.array(user)).query(async ({ ctx }) => {
      const orgId = await organizationOf(ctx.request)
      if (!orgId) throw new TRPCError({ code: 'UNAUTHORIZED' })
      return findUsers(orgId)
    }),
  }),
  createContext: ({ req }) => ({ request: req }),
})

const bytes = new Map<string, { identity: Buffer; gzip: Buffer }>()
for (const size of sizes) {
  const identity = Buffer.from(JSON.stringify(await findUsers(orgIdOf(size))))
  bytes.set(String(size), { identity, gzip: gzipSync(identity) })
}

function answerStatic(request: IncomingMessage, response: ServerResponse, size: string): void {
  const body = bytes.get(size)
  if (!body) return void response.writeHead(404).end()
  if (request.headers['if-none-match'] === '"static"') return void response.writeHead(304, { etag: '"static"' }).end()
  const gzip = request.headers['accept-encoding'] === 'gzip'
  const data = gzip ? body.gzip : body.identity
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': data.length,
    etag: '"static"',
    ...(gzip && { 'content-encoding': 'gzip' }),
  })
  response.end(data)
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url = '/' } = request
  if (url.startsWith('/static/')) return answerStatic(request, response, url.slice('/static/'.length))
  if (url.startsWith('/trpc/')) return usualTrpc(request, response)
  const orgId = await organizationOf(request)
  if (!orgId) return json(response, 401, {})
  json(response, 200, url === '/clerk' ? await pageClerk(orgId) : await findUsers(orgId))
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.writeHead(500).end())
})
server.listen(Number(PORT), '127.0.0.1')
