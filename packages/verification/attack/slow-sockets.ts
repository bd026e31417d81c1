import { setTimeout as sleep } from 'node:timers/promises'
import { openSocket } from '../shared/plain-http.ts'
import type { Options, Verdict } from './group.ts'
import { flood } from './flood.ts'
import { startReplicas } from './replicas.ts'

const SOCKETS = 1_000
const MAX_SECONDS = 9

/** The first bytes that a socket sends, and then one piece at a time. */
const kinds = {
  'that send nothing': ['', ''],
  'whose headers never end': ['GET / HTTP/1.1\r\nhost: roster.test\r\nx-slow: ', 'a'],
  'whose webhook’s body never ends': [
    'POST /api/webhooks/clerk HTTP/1.1\r\nhost: roster.test\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n' +
      `svix-id: a\r\nsvix-timestamp: ${Math.floor(Date.now() / 1000)}\r\nsvix-signature: v1,a\r\n\r\n`,
    'a',
  ],
  'whose mutation’s body never ends': [
    'POST /api/trpc/leads.create HTTP/1.1\r\nhost: roster.test\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
    '1\r\na\r\n',
  ],
} as const

/** The server ends connections that send very slowly, and other callers are not affected. */
export async function* slowSockets({ scale }: Options): AsyncIterable<Verdict> {
  await using replicas = await startReplicas(1)
  const url = replicas.servers[0]?.url() ?? ''
  for (const [what, [first, more]] of Object.entries(kinds)) {
    const asked = flood({
      url,
      shapes: [{ path: '/api/v1/entities/users', headers: replicas.headers() }],
      perSecond: 20,
      seconds: MAX_SECONDS,
    })
    const count = Math.round(SOCKETS * scale)
    const lives = await Promise.all(Array.from({ length: count }, () => lifeOf(Number(new URL(url).port), first, more)))
    const { statuses, failed } = await asked
    const longest = Math.max(...lives)
    yield {
      promise: `connections ${what} end within ${MAX_SECONDS} s, and others are answered meanwhile`,
      number: `${count} lived for ${longest.toFixed(1)} s at most; others: ${JSON.stringify(statuses)}`,
      holds: longest <= MAX_SECONDS && failed === 0,
    }
  }
}

/** The lifetime of the connection in seconds. */
async function lifeOf(port: number, first: string, more: string): Promise<number> {
  const socket = openSocket(port)
  const started = performance.now()
  // `once` of node:events would throw the error of a connection that was reset, which is an end like any other.
  const closed = new Promise((resolve) => void socket.once('close', resolve))
  socket.resume().write(first)
  const drip = setInterval(() => more !== '' && socket.writable && socket.write(more), 500)
  await Promise.race([closed, sleep(3 * MAX_SECONDS * 1000)])
  clearInterval(drip)
  socket.destroy()
  return (performance.now() - started) / 1000
}
