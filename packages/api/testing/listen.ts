import { once } from 'node:events'
import { createServer, type RequestListener, type ServerOptions } from 'node:http'

/** A server on a free port of this machine; its end closes open connections too. */
export async function listen(
  listener: RequestListener,
  options: ServerOptions = {},
): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(options, listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('The server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
