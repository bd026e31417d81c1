import { z } from 'zod'
import { onSecondCore } from './on-second-core.ts'

const outcome = z.object({
  asked: z.number(),
  /** Requests without an answer 200. */
  failed: z.number(),
  /** Answers a second, and answers 200 a second. */
  perSecond: z.number(),
  goodput: z.number(),
  /** Counts by status; 0 stands for a broken connection. */
  statuses: z.record(z.string(), z.number()),
  /** Latencies in ms of the answers 200, and of those 503. */
  p99: z.number(),
  refusedP99: z.number(),
})

type Flood = { url: string; paths: string[]; headers: Record<string, string>; perSecond: number; seconds: number }

/** Requests these paths in turn from another process, over as many connections as needed. */
export function flood({ url, paths, headers, perSecond, seconds }: Flood): Promise<z.infer<typeof outcome>> {
  const lines = Object.entries({ host: 'roster.test', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  const requests = paths.map((each) => `GET ${each} HTTP/1.1\r\n${lines.join('')}\r\n`)
  const plan = { port: Number(new URL(url).port), requests, perSecond, seconds }
  return onSecondCore('flood-process.ts', plan, outcome)
}
