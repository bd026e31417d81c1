import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

export type TcpProxy = {
  port: number
  close(): Promise<void>
  open(): Promise<void>
  /** Takes connections and bytes and passes nothing on, as a server that hangs. */
  stall(): void
  /** Passes on what came meanwhile too. */
  resume(): void
}

/** A way to a server on this machine that can be cut, stalled and restored, open connections included. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let server: Server
  let port = 0
  let stalled = false

  function join(client: Socket): void {
    const upstream = connect(target)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      // Cut on purpose: who talks through it is told by the end of the connection.
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
