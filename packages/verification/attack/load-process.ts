import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

const PATIENCE_MS = 10_000
const MAX_CONNECTIONS = 500
const plan = z.object({
  url: z.string(),
  shapes: z.array(
    z.object({
      path: z.string(),
      method: z.string().default('GET'),
      headers: z.record(z.string(), z.string()).default({}),
      body: z.string().optional(),
    }),
  ),
  perSecond: z.number(),
  seconds: z.number(),
})

const message = await new Promise<unknown>((resolve) => process.once('message', resolve))
const { url, shapes, perSecond, seconds } = plan.parse(message)
const agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS })
const statuses: Record<string, number> = {}
const times: number[] = []
let timedOut = 0

async function ask(shape: (typeof shapes)[number]): Promise<void> {
  const started = performance.now()
  const { method, headers } = shape
  const signal = AbortSignal.timeout(PATIENCE_MS)
  const status = await new Promise<number>((resolve) => {
    const asking = request(url + shape.path, { agent, method, headers, signal }, (response) => {
      response
        .resume()
        .once('end', () => resolve(response.statusCode ?? 0))
        .once('error', () => resolve(0))
    })
    asking.once('error', () => resolve(0)).end(shape.body)
  })
  times.push(performance.now() - started)
  if (signal.aborted) timedOut += 1
  statuses[status] = (statuses[status] ?? 0) + 1
}

const started = performance.now()
const asked: Promise<void>[] = []
while (performance.now() - started < seconds * 1000) {
  const due = ((performance.now() - started) / 1000) * perSecond
  while (asked.length <= due) {
    const shape = shapes[asked.length % shapes.length]
    if (shape) asked.push(ask(shape))
  }
  await sleep(1)
}
await Promise.all(asked)
times.sort((one, other) => one - other)
const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
process.send?.({ asked: asked.length, timedOut, statuses, p50: at(0.5), p99: at(0.99) })
agent.destroy()
process.disconnect()
