import { z } from 'zod'
import { onSecondCore } from './on-second-core.ts'

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

/** Asks for these paths in turn from another process, over as many connections as it takes. */
export function flood({ url, paths, headers, perSecond, seconds }: Flood): Promise<z.infer<typeof outcome>> {
  const lines = Object.entries({ host: 'roster.test', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  const requests = paths.map((each) => `GET ${each} HTTP/1.1\r\n${lines.join('')}\r\n`)
  const plan = { port: Number(new URL(url).port), requests, perSecond, seconds }
  return onSecondCore('flood-process.ts', plan, outcome)
}
