import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { z } from 'zod'

const outcome = z.object({
  /** Requests that were asked, and those that were answered 200. */
  perSecond: z.number(),
  goodput: z.number(),
  /** 0 is a connection that broke. */
  statuses: z.record(z.string(), z.number()),
  /** Of the answers 200, and of those 503, in ms. */
  p99: z.number(),
  refusedP99: z.number(),
})

/** Asks for one path at this rate from a process of its own on the second core, over as many connections as it takes. */
export async function flood(
  url: string,
  path_: string,
  headers: Record<string, string>,
  rate: number,
  seconds: number,
) {
  const script = path.join(import.meta.dirname, 'flood-process.ts')
  const lines = Object.entries({ host: 'roster.test', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  const child = spawn('taskset', ['-c', '1', process.execPath, '--import', 'tsx', script], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const answer = once(child, 'message')
  child.send({
    port: Number(new URL(url).port),
    request: `GET ${path_} HTTP/1.1\r\n${lines.join('')}\r\n`,
    perSecond: rate,
    seconds,
  })
  const [message] = await answer
  return outcome.parse(message)
}
