import { once } from 'node:events'
import { createServer } from 'node:http'

/** What stands before a Backend API: by default its own answers, as they are. */
export type ClerkFront = AsyncDisposable & {
  url: string
  /** Where it forwards to. */
  target: string
  /** Another answer than the API's, by the path and what the API said. */
  change: (path: string, answer: Answer) => Answer
}
type Answer = { status: number; body: unknown }

export async function startClerkFront(): Promise<ClerkFront> {
  const server = createServer((request, response) => {
    void (async () => {
      const path = request.url ?? '/'
      const headers = { authorization: request.headers.authorization ?? '' }
      const answer = await fetch(`${front.target}${path}`, { headers })
      const { status, body } = front.change(path, { status: answer.status, body: await answer.json() })
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const front: ClerkFront = {
    url: `http://127.0.0.1:${port}`,
    target: '',
    change: (_, answer) => answer,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return front
}
