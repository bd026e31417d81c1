import { Agent, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen } from '@roster/api/testing'

const PROBE_EVERY_MS = 500
const PROBE_PATIENCE_MS = 2_000
// Clients may keep idle connections for long.
const KEEP_ALIVE_MS = 600_000

/** Sends each request once to a server whose last /readyz was 200. A failure there is a failure for the client. */
export async function startBalancer(servers: readonly { url(): string | undefined }[]) {
  const agent = new Agent({ keepAlive: true })
  let ready: string[] = []
  let turn = 0

  async function probe(): Promise<void> {
    const urls = servers.flatMap((server) => server.url() ?? [])
    const good = urls.map(async (url) => {
      const ok = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(PROBE_PATIENCE_MS) }).then(
        (response) => response.ok,
        () => false,
      )
      return ok ? [url] : []
    })
    ready = (await Promise.all(good)).flat()
  }

  function forward(incoming: IncomingMessage, response: ServerResponse): void {
    turn += 1
    const target = ready[turn % ready.length]
    if (target === undefined) return void response.writeHead(502).end()
    const { method, headers, url } = incoming
    const asking = request(target + url, { agent, method, headers }, (answer) => {
      // Headers about this connection do not apply to the client's.
      const { connection: _, 'keep-alive': __, ...passedOn } = answer.headers
      response.writeHead(answer.statusCode ?? 502, passedOn)
      answer.pipe(response)
    })
    asking.once('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()))
    incoming.pipe(asking)
  }

  await probe()
  const timer = setInterval(() => void probe(), PROBE_EVERY_MS)
  const server = await listen(forward, { keepAliveTimeout: KEEP_ALIVE_MS })
  return {
    url: server.url,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      agent.destroy()
      await server[Symbol.asyncDispose]()
    },
  }
}
