import { connect } from 'node:net'

export type Answer = { status: number; etag: string; atMs: number }

const END_OF_HEADERS = '\r\n\r\n'

/**
 * A client with a connection of its own, as a browser has, that waits for news of the tag it knows. It speaks HTTP by itself: Node's own
 * client costs three times as much, of the processor that the server is measured on.
 */
export function openClient(url: string, authorization: string): (knownTag: string) => Promise<Answer> {
  const { hostname, port, pathname } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true }).setEncoding('latin1')
  let received = ''
  let pending = { answered: (_answer: Answer) => {}, failed: (_error: Error) => {} }
  socket.on('data', (chunk) => {
    received += String(chunk)
    const end = received.indexOf(END_OF_HEADERS)
    if (end < 0) return
    const head = received.slice(0, end)
    const bodyLength = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0)
    if (received.length < end + END_OF_HEADERS.length + bodyLength) return
    received = ''
    const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1])
    const etag = /^etag: (\S+)$/im.exec(head)?.[1] ?? ''
    pending.answered({ status, etag, atMs: performance.timeOrigin + performance.now() })
  })
  socket.on('error', (error) => pending.failed(error))
  socket.on('close', () => pending.failed(new Error('The server closed the connection.')))
  return (knownTag) => {
    const lines = [`host: ${hostname}:${port}`, `authorization: ${authorization}`, `if-none-match: ${knownTag}`]
    return new Promise((answered, failed) => {
      pending = { answered, failed }
      socket.write(`GET ${pathname}?wait=25 HTTP/1.1\r\n${lines.join('\r\n')}${END_OF_HEADERS}`)
    })
  }
}
