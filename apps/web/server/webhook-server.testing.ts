import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createDb, type Db } from '@roster/db'
import { z } from 'zod'
import { startTestServer, type TestServer } from './testing.ts'
import { createWebhookSender, type WebhookSender } from './webhook-sender.testing.ts'

const user = z.object({ id: z.string(), firstName: z.string().nullable(), email: z.string().nullable() })
const users = z.array(user)

export type WebhookServer = TestServer &
  Pick<WebhookSender, 'sign' | 'send'> & {
    /** The list of the token's organization; throws where it is not answered. */
    list(token?: string): Promise<z.infer<typeof users>>
    status(token?: string): Promise<number>
    etag(token?: string): Promise<string | null>
    /** A call to the local Clerk's Backend API, which then sends the webhooks of what changed. */
    change(method: string, path: string, body?: unknown): Promise<unknown>
    /** Ends the server and opens what it left in its database. */
    stop(): Promise<Db>
  }

/** A running server with an embedded database of its own, whatever DATABASE_URL says. */
export async function startWebhookServer(more: Record<string, string> = {}): Promise<WebhookServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'roster-webhook-'))
  const server = await startTestServer({ DATABASE_URL: '', DATA_DIR: folder, ...more })
  const { clerk } = server
  let db: Db | undefined

  const read = (token = server.token()) =>
    server.get('/api/v1/entities/users', { headers: { authorization: `Bearer ${token}` } })

  return {
    ...server,
    ...createWebhookSender(server),
    async list(token) {
      const response = await read(token)
      if (!response.ok) throw new Error(`The list was answered with ${response.status}`)
      return users.parse(await response.json())
    },
    status: async (token) => (await read(token)).status,
    etag: async (token) => (await read(token)).headers.get('etag'),
    async change(method, path, body) {
      const response = await fetch(`${clerk.apiUrl}/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${clerk.secretKey}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      if (!response.ok) throw new Error(`The local Clerk answered ${method} ${path} with ${response.status}`)
      return response.json()
    },
    async stop() {
      await server[Symbol.asyncDispose]()
      db = await createDb({ dataDir: path.join(folder, 'database') })
      return db
    },
    async [Symbol.asyncDispose]() {
      await (db ? db.close() : server[Symbol.asyncDispose]())
      await rm(folder, { recursive: true, force: true })
    },
  }
}
