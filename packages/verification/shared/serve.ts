import { once } from 'node:events'
import { createServer, type RequestListener, type ServerOptions } from 'node:http'

/** An HTTP server on a free port of this machine. */
export async function serve(listener: RequestListener, options: ServerOptions = {}) {
  const server = createServer(options, listener)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
