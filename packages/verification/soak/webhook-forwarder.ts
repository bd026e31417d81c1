import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { listen } from '@roster/api/testing'

const HEADERS = ['content-type', 'svix-id', 'svix-timestamp', 'svix-signature']

/** Forwards each of Clerk's webhooks to one of the `targets`, and calls `onTaken` with acknowledged events. */
export async function startWebhookForwarder(targets: () => string[], onTaken: (event: unknown) => void) {
  const counts = { taken: 0, refused: 0, unreached: 0 }

  async function forward(request: IncomingMessage): Promise<number> {
    const body = await buffer(request)
    const all = targets()
    const target = all[Math.floor(Math.random() * all.length)]
    if (target === undefined) throw new Error('No server is up.')
    const headers = HEADERS.map((name): [string, string] => [name, String(request.headers[name])])
    const response = await fetch(`${target}/api/webhooks/clerk`, { method: 'POST', headers, body })
    await response.arrayBuffer()
    if (response.ok) onTaken(JSON.parse(body.toString()))
    counts[response.ok ? 'taken' : 'refused'] += 1
    return response.status
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // The server was killed in the meantime; Clerk sends the webhook again.
    const status = await forward(request).catch(() => {
      counts.unreached += 1
      return 502
    })
    response.writeHead(status).end()
  }

  const { url } = await listen((request, response) => void answer(request, response))
  return { url, counts }
}
