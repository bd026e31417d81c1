// Sends the same requests at a steady rate over plain sockets, at a third of the cost of Node's own client.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

const MAX_SOCKETS = 3_000
const PATIENCE_MS = 10_000
const plan = z.object({
  port: z.number(),
  requests: z.array(z.string()).min(1),
  perSecond: z.number(),
  seconds: z.number(),
  isSteady: z.boolean(),
})

const messages: unknown[] = await once(process, 'message')
const { port, requests, perSecond, seconds, isSteady } = plan.parse(messages[0])
const times = new Map<number, number[]>()
const idle: Socket[] = []
let sockets = 0
let sent = 0
let ended = 0
let late = 0

function open(): Socket {
  const socket = connect(port, '127.0.0.1').setNoDelay()
  sockets += 1
  socket.on('error', () => {})
  socket.once('close', () => (sockets -= 1))
  return socket
}

/** Resolves with the status, or 0 if the connection broke. */
function exchange(socket: Socket, request: string): Promise<number> {
  return new Promise((resolve) => {
    let left = -1
    let status = 0
    const finish = (found: number) => {
      socket.off('data', read).off('close', broken)
      resolve(found)
    }
    const broken = () => finish(0)
    const read = (chunk: Buffer) => {
      let size = chunk.length
      if (left < 0) {
        // The head of an answer arrives in one piece, because both processes are on one machine.
        const head = chunk.toString('latin1', 0, Math.min(size, 2_048))
        const end = head.indexOf('\r\n\r\n') + 4
        status = Number(head.slice(9, 12))
        left = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
        size -= end
      }
      left -= size
      if (left > 0) return
      finish(status)
      idle.push(socket)
    }
    socket.on('data', read).once('close', broken)
    socket.write(request)
  })
}

async function ask(due: number): Promise<void> {
  let socket = idle.pop()
  while (socket?.destroyed) socket = idle.pop()
  const status = await exchange(socket ?? open(), requests[sent % requests.length] ?? '')
  const list = times.get(status) ?? []
  times.set(status, list)
  const took = performance.now() - due
  list.push(took)
  if (took > PATIENCE_MS) late += 1
  ended += 1
}

// A generator that had to wait for its core would otherwise send hundreds at once, which is another attack.
const atOnce = isSteady ? Math.ceil(perSecond / 500) : Infinity
const hasConnection = () => idle.length > 0 || sockets < MAX_SOCKETS
const isWaiting = () => ended < sent

const started = performance.now()
const elapsed = () => (performance.now() - started) / 1000
while (elapsed() < seconds) {
  const due = Math.min(elapsed() * perSecond, sent + atOnce)
  while (sent < due && hasConnection()) {
    // The latency counts from the due time, because a late generator would make the server look faster.
    void ask(started + (sent / perSecond) * 1000)
    sent += 1
  }
  await sleep(1)
}
const lasted = elapsed()
const patience = Date.now() + PATIENCE_MS
while (isWaiting() && Date.now() < patience) await sleep(10)
const latency = (status: number, share: number) => {
  const sorted = (times.get(status) ?? []).toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length * share)] ?? 0
}
const statuses = Object.fromEntries([...times].map(([status, list]) => [status, list.length]))
process.send?.({
  asked: sent,
  failed: sent - (times.get(200)?.length ?? 0),
  timedOut: late + sent - ended,
  perSecond: ended / lasted,
  goodput: (times.get(200)?.length ?? 0) / lasted,
  statuses,
  p50: latency(200, 0.5),
  p99: latency(200, 0.99),
  refusedP99: latency(503, 0.99),
})
process.disconnect()
process.exit(0)
