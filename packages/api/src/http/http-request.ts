import type { IncomingMessage } from 'node:http'

/** A request as either face has it: Node's own, or a web Request in its form. */
export type HttpRequest = AsyncIterable<Uint8Array> &
  Pick<IncomingMessage, 'method' | 'url' | 'headers'> & { socket: { remoteAddress?: string | undefined } }

/** `address` is the client's as the host knows it; without one all clients of this face share a limit. */
export function fromWeb(request: Request, address: string | undefined): HttpRequest {
  const { pathname, search } = new URL(request.url)
  return {
    method: request.method,
    url: pathname + search,
    headers: Object.fromEntries(request.headers),
    socket: { remoteAddress: address },
    async *[Symbol.asyncIterator]() {
      if (request.body) yield* request.body
    },
  }
}

export function pathOf({ url = '' }: Pick<HttpRequest, 'url'>): string {
  return url.split('?', 1)[0] ?? ''
}
