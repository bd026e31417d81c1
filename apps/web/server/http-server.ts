import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Env } from './env.ts'

export type HttpServer = {
  /** Opens the port and returns it. */
  listen(): Promise<number>
  /** Goes on serving, and asks each client with its answer to open its next connection elsewhere. */
  drain(): void
  /** Stops listening and finishes the requests in flight. */
  close(): Promise<void>
}

const GRACE_MS = 10_000
const IDLE_CHECK_MS = 50
// Requests of one connection. Each takes some kilobytes.
const MOST_WAITING = 100
// The longest time in which nothing is read or written, such as for a client that does not read its answer. Longer than
// any answer takes to prepare, the 25 s of a wait among them.
const QUIET_MS = 60_000
// A connection that slow bytes keep open costs memory, and whoever opens many has no cost: 8 s are for a whole
// request, of which the interval of the checks takes up to one.
const LIMITS = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 7_000,
  connectionsCheckingInterval: 500,
  // Longer than proxies keep an idle connection (60 s is common), so that none sends into one that is being closed.
  keepAliveTimeout: 72_000,
  // HTTP/1.0, which some health checks speak, has no Host.
  requireHostHeader: false,
}

/** Every request reaches `answer` with a target in origin form. */
export function createHttpServer(
  { PORT, HOST }: Pick<Env, 'PORT' | 'HOST'>,
  answer: RequestListener,
  quietMs = QUIET_MS,
): HttpServer {
  let draining = false
  const waiting = new WeakMap<Socket, number>()

  /**
   * A client may send its next requests before it has an answer. Each is begun when those before it are answered, because
   * Node would not tell it that the connection has ended: it would keep its open file for good.
   */
  function inTurn(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request
    if (response.socket) return answer(request, response)
    const before = waiting.get(socket) ?? 0
    if (before === MOST_WAITING) return void socket.destroy()
    waiting.set(socket, before + 1)
    response.once('socket', () => {
      waiting.set(socket, (waiting.get(socket) ?? 1) - 1)
      // Node does so only for a request that arrives after the answer before it.
      socket.setTimeout(quietMs)
      // The end of a connection makes it the turn of the next request, too.
      if (!socket.destroyed) answer(request, response)
    })
  }

  const server = createServer(LIMITS, (request, response) => {
    if (draining) response.shouldKeepAlive = false
    if (request.url) request.url = originForm(request.url)
    inTurn(request, response)
  })
  // Node sets it anew for each request, and the longer one above between two.
  server.timeout = quietMs
  return {
    async listen() {
      server.listen(PORT, HOST)
      try {
        await once(server, 'listening')
      } catch (error) {
        throw new Error(
          `Roster could not listen on port ${PORT} of ${HOST}, so it did not start. Set PORT to a free one, and HOST to an address of this machine.`,
          { cause: error },
        )
      }
      const address = server.address()
      return typeof address === 'object' && address ? address.port : PORT
    },
    drain() {
      draining = true
    },
    async close() {
      draining = true
      const closed = once(server, 'close')
      server.close()
      // Again and again: an answer that was begun before the end keeps its connection open.
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS)
      const force = setTimeout(() => server.closeAllConnections(), GRACE_MS)
      await closed
      clearInterval(idle)
      clearTimeout(force)
    },
  }
}

/** Clients of a proxy name the whole address; a server must take it as the path alone (RFC 9112, 3.2.2). */
function originForm(target: string): string {
  if (target.startsWith('/')) return target
  const path = target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '')
  return path === target || path.startsWith('/') ? path : `/${path}`
}
