import type { IncomingMessage } from 'node:http'
import { clientOf, onGone, type Client } from '../news/client.ts'

/** A request in one form: Node's own, or a web Request made to look like one. */
export type HttpRequest = AsyncIterable<Uint8Array> &
  Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'readableDidRead'> & { socket: Client }

/** What says whose a request is, even when its body was not read to its end and it has no connection any more. */
export type Sender = Pick<HttpRequest, 'headers' | 'socket'>

/** `address` is the client's, as the host knows it; without it all clients of `fetch` share one limit. */
export function fromWeb(request: Request, address: string | undefined): HttpRequest {
  const { pathname, search } = new URL(request.url)
  return {
    method: request.method,
    url: pathname + search,
    headers: Object.fromEntries(request.headers),
    readableDidRead: request.bodyUsed,
    socket: clientOf(request.signal, address),
    async *[Symbol.asyncIterator]() {
      if (request.body) yield* request.body
    },
  }
}

export function pathOf({ url = '' }: Pick<HttpRequest, 'url'>): string {
  const end = url.indexOf('?')
  return end === -1 ? url : url.slice(0, end)
}

/** Aborts when the client of the request disconnects. `release` removes the listener after the answer. */
export function goneSignal({ socket }: HttpRequest): { gone: AbortSignal; release: () => void } {
  const controller = new AbortController()
  const abort = () => controller.abort()
  onGone(socket, abort)
  return { gone: controller.signal, release: () => void socket.off?.('close', abort) }
}
