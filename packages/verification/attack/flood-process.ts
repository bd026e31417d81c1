// Sends the same requests at a steady rate. With a pool of connections, its first seconds are not measured: it has to get
// up to speed itself.
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { percentile } from '../shared/percentile.ts'
import { exchange, openSocket } from '../shared/plain-http.ts'

const PATIENCE_MS = 10_000
const WARM_SECONDS = 3
const plan = z.object({
  port: z.number(),
  requests: z.array(z.string()).min(1),
  perSecond: z.number(),
  seconds: z.number(),
  isSteady: z.boolean(),
  pool: z.number(),
  maxSockets: z.number(),
})

const messages: unknown[] = await once(process, 'message')
const { port, requests, perSecond, seconds, isSteady, pool, maxSockets } = plan.parse(messages[0])
const times = new Map<number, number[]>()
const idle: Socket[] = []
let sockets = 0
let sent = 0
let ended = 0
let measured = 0
let late = 0

function open(): Socket {
  sockets += 1
  return openSocket(port).once('close', () => (sockets -= 1))
}

async function ask(due: number): Promise<void> {
  let socket = idle.pop()
  while (socket?.destroyed) socket = idle.pop()
  socket ??= open()
  const answer = await exchange(socket, requests[sent % requests.length] ?? '')
  if (answer) idle.push(socket)
  // 0 stands for a broken connection.
  const status = answer?.status ?? 0
  const list = times.get(status) ?? []
  times.set(status, list)
  const took = performance.now() - due
  ended += 1
  if (due < measuredFrom) return
  list.push(took)
  measured += 1
  if (took > PATIENCE_MS) late += 1
}

// A generator that had to wait for its core would otherwise send hundreds at once, which is another attack.
const atOnce = isSteady ? Math.ceil(perSecond / 500) : Infinity
const hasConnection = () => idle.length > 0 || sockets < maxSockets
const isWaiting = () => ended < sent

while (sockets < pool) {
  idle.push(open())
  await sleep(1)
}

const started = performance.now()
const measuredFrom = started + (pool > 0 ? WARM_SECONDS * 1000 : 0)
const elapsed = () => (performance.now() - started) / 1000
const end = seconds + (measuredFrom - started) / 1000
while (elapsed() < end) {
  const due = Math.min(elapsed() * perSecond, sent + atOnce)
  while (sent < due && hasConnection()) {
    // The latency counts from the due time, because a late generator would make the server look faster.
    void ask(started + (sent / perSecond) * 1000)
    sent += 1
  }
  await sleep(1)
}
const lasted = (performance.now() - measuredFrom) / 1000
const patience = Date.now() + PATIENCE_MS
while (isWaiting() && Date.now() < patience) await sleep(10)
const lost = sent - ended
// 0 where there was no such answer.
const latency = (status: number, share: number) => percentile(times.get(status) ?? [], share) || 0
const statuses = Object.fromEntries([...times].map(([status, list]) => [status, list.length]))
process.send?.({
  asked: measured + lost,
  failed: measured + lost - (times.get(200)?.length ?? 0),
  timedOut: late + lost,
  perSecond: measured / lasted,
  goodput: (times.get(200)?.length ?? 0) / lasted,
  statuses,
  p50: latency(200, 0.5),
  p99: latency(200, 0.99),
  refusedP99: latency(503, 0.99),
})
process.disconnect()
process.exit(0)
