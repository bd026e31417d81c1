import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { z } from 'zod'

const outcome = z.object({
  asked: z.number(),
  /** Not answered 200. */
  failed: z.number(),
  /** Requests that were answered, and those answered 200. */
  perSecond: z.number(),
  goodput: z.number(),
  /** 0 is a connection that broke. */
  statuses: z.record(z.string(), z.number()),
  /** Of the answers 200, and of those 503, in ms. */
  p99: z.number(),
  refusedP99: z.number(),
})

type Flood = { url: string; paths: string[]; headers: Record<string, string>; perSecond: number; seconds: number }

/** Asks for these paths in turn from a process of its own on the second core, over as many connections as it takes. */
export async function flood({ url, paths, headers, perSecond, seconds }: Flood): Promise<z.infer<typeof outcome>> {
  const script = path.join(import.meta.dirname, 'flood-process.ts')
  const lines = Object.entries({ host: 'roster.test', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  const child = spawn('taskset', ['-c', '1', process.execPath, '--import', 'tsx', script], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const answer = once(child, 'message')
  const requests = paths.map((each) => `GET ${each} HTTP/1.1\r\n${lines.join('')}\r\n`)
  child.send({ port: Number(new URL(url).port), requests, perSecond, seconds })
  const messages: unknown[] = await answer
  return outcome.parse(messages[0])
}
