import type { IncomingMessage } from 'node:http'

/** A request in one form: Node's own, or a web Request made to look like one. */
export type HttpRequest = AsyncIterable<Uint8Array> &
  Pick<IncomingMessage, 'method' | 'url' | 'headers'> & { socket: Client }

/** The connection, which emits `close` when the client disconnects. */
type Client = {
  remoteAddress?: string | undefined
  once?(event: 'close', listener: () => void): unknown
  off?(event: 'close', listener: () => void): unknown
}

/** `address` is the client's, as the host knows it; without it all clients of `fetch` share one limit. */
export function fromWeb(request: Request, address: string | undefined): HttpRequest {
  const { pathname, search } = new URL(request.url)
  return {
    method: request.method,
    url: pathname + search,
    headers: Object.fromEntries(request.headers),
    socket: {
      remoteAddress: address,
      once: (_event, listener) => request.signal.addEventListener('abort', listener),
      off: (_event, listener) => request.signal.removeEventListener('abort', listener),
    },
    async *[Symbol.asyncIterator]() {
      if (request.body) yield* request.body
    },
  }
}

export function pathOf({ url = '' }: Pick<HttpRequest, 'url'>): string {
  const end = url.indexOf('?')
  return end === -1 ? url : url.slice(0, end)
}
