import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

export type TcpProxy = {
  port: number
  close(): Promise<void>
  open(): Promise<void>
  /** Accepts connections and bytes and forwards nothing, like a server that hangs. */
  stall(): void
  /** Forwards everything again, also what arrived meanwhile. */
  resume(): void
}

/** A TCP proxy to a server, which can be closed, stalled and reopened together with its open connections. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let server: Server
  let port = 0
  let stalled = false

  function join(client: Socket): void {
    const upstream = connect(target)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      // Errors are intended here; both ends see that the connection ended.
      socket.on('error', () => {})
      socket.once('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.pipe(upstream).pipe(client)
    if (stalled) for (const socket of [client, upstream]) socket.pause()
  }

  async function open(): Promise<void> {
    server = createServer(join).listen(port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    port = typeof address === 'object' && address ? address.port : 0
  }

  await open()
  return {
    get port() {
      return port
    },
    open,
    stall() {
      stalled = true
      for (const socket of sockets) socket.pause()
    },
    resume() {
      stalled = false
      for (const socket of sockets) socket.resume()
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
