// HTTP over plain sockets: Node's own client takes three times as much of the processor, which the measured server needs.
import { connect, type Socket } from 'node:net'

/** A request that is repeated, perhaps in turn with others. */
export type Shape = { path: string; method?: string; headers?: Record<string, string>; body?: string }

const PIECE = 1024 * 1024

/** The request as it is sent. */
export function written({ path, method = 'GET', headers = {}, body = '' }: Shape): string {
  const all = { host: 'roster.test', ...headers, ...(body && { 'content-length': String(Buffer.byteLength(body)) }) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

/**
 * Opens a connection. `intoOneBuffer`: each piece is valid only until the next one, because to allocate them costs more than
 * to read them.
 */
export function openSocket(port: number, { intoOneBuffer = false } = {}): Socket {
  const buffer = Buffer.alloc(intoOneBuffer ? PIECE : 0)
  const callback = (size: number): boolean => socket.emit('data', buffer.subarray(0, size))
  const socket: Socket = connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    ...(intoOneBuffer && { onread: { buffer, callback } }),
  })
  return socket.on('error', () => {})
}

/** Resolves with the answer's status and headers once its body has arrived, or with null if the connection broke. */
export function exchange(socket: Socket, request: string): Promise<{ status: number; head: string } | null> {
  return new Promise((resolve) => {
    let left = -1
    let head = ''
    const finish = (isWhole: boolean) => {
      socket.off('data', read).off('close', broken)
      resolve(isWhole ? { status: Number(head.slice(9, 12)), head } : null)
    }
    const broken = () => finish(false)
    const read = (chunk: Buffer) => {
      let size = chunk.length
      if (left < 0) {
        // The head of an answer arrives in one piece, because both processes are on one machine.
        const start = chunk.toString('latin1', 0, Math.min(size, 2_048))
        const end = start.indexOf('\r\n\r\n') + 4
        head = start.slice(0, end)
        left = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
        size -= end
      }
      left -= size
      if (left <= 0) finish(true)
    }
    socket.on('data', read).once('close', broken)
    socket.write(request)
  })
}
