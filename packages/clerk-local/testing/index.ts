import { createServer, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClerkClient } from '@clerk/backend'
import { z } from 'zod'
import { type LocalClerkOptions, startLocalClerk } from '../src/index.ts'

/** A local Clerk with small organizations, and the Backend SDK connected to it. */
export async function startForTest(options: Partial<LocalClerkOptions> = {}) {
  const local = await startLocalClerk({ port: 0, organizations: { acme: 25, globex: 40, initech: 60 }, ...options })
  const { secretKey, publishableKey, jwtKey, apiUrl } = local
  const sdk = createClerkClient({ secretKey, publishableKey, jwtKey, apiUrl, telemetry: { disabled: true } })
  return { local, sdk, [Symbol.asyncDispose]: () => local.close() }
}

export async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'clerk-local-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

export type Received = { headers: Record<string, string>; body: string }

/** The webhook route of an app. It records every message and answers with the next of `statuses`, then with 204. */
export async function webhookReceiver(...statuses: number[]) {
  const received: Received[] = []
  // oxlint-disable-next-line typescript/no-misused-promises -- the test that waits for an aborted message fails
  const server = createServer(async (request, response) => {
    received.push({ headers: svixHeaders(request), body: await text(request) })
    response.writeHead(statuses.shift() ?? 204).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    types: () => received.map(({ body }) => z.object({ type: z.string() }).parse(JSON.parse(body)).type),
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function svixHeaders({ headers }: IncomingMessage): Record<string, string> {
  const names = ['content-type', 'svix-id', 'svix-timestamp', 'svix-signature']
  return Object.fromEntries(names.map((name) => [name, String(headers[name])]))
}

async function text(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}
