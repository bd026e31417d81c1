import { z } from 'zod'
import { callClerk } from './call-clerk.ts'
import { startTestServer, type TestOptions, type TestServer } from './test-server.ts'
import { createWebhookSender, type WebhookSender } from './webhook-sender.ts'

const user = z.object({ id: z.string(), firstName: z.string().nullable(), email: z.string().nullable() })
const users = z.array(user)

export type WebhookServer = TestServer &
  WebhookSender & {
    /** The list of the token's organization; throws if the answer is an error. */
    list(token?: string): Promise<z.infer<typeof users>>
    status(token?: string): Promise<number>
    etag(token?: string): Promise<string | null>
    /** A query by tRPC; throws if the answer is an error. */
    query(procedure: string, input?: unknown, token?: string): Promise<unknown>
    mutate(procedure: string, input: unknown, token?: string): Promise<unknown>
    /** A call to the local Clerk's Backend API, which then sends the webhooks of what changed. */
    change(method: string, path: string, body?: unknown): Promise<unknown>
  }

const answered = z.object({ result: z.object({ data: z.unknown() }) })

/** A running server, with helpers to change data in Clerk and to read the result. */
export async function startWebhookServer(more: TestOptions = {}): Promise<WebhookServer> {
  const server = await startTestServer(more)
  const { clerk } = server
  const bearer = (token = server.token()) => ({ authorization: `Bearer ${token}` })
  const read = (token?: string) => server.get('/api/v1/entities/users', { headers: bearer(token) })
  const trpc = async (path: string, init: RequestInit) =>
    answered.parse(await (await server.get(`/api/trpc/${path}`, init)).json()).result.data

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
    query: (procedure, input, token) => {
      const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`
      return trpc(procedure + query, { headers: bearer(token) })
    },
    mutate: (procedure, input, token) =>
      trpc(procedure, {
        method: 'POST',
        headers: { ...bearer(token), 'content-type': 'application/json' },
        body: JSON.stringify(input),
      }),
    change: (method, path, body) => callClerk(clerk, method, path, body),
  }
}
