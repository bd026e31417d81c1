// The readers of a large list, in a process on the second core: reading 30 MB would otherwise delay the webhooks.
import { once } from 'node:events'
import { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { readList } from './read-list.ts'

const PAUSE_MS = 100
const plan = z.object({ url: z.string(), tokens: z.array(z.string()), codings: z.array(z.enum(['identity', 'gzip'])) })

const messages: unknown[] = await once(process, 'message')
const { url, tokens, codings } = plan.parse(messages[0])
const readers = codings.map((coding, at) => ({
  coding,
  token: tokens[at] ?? '',
  times: new Array<number>(),
  seenAt: new Map<number, number>(),
}))
let refusals = 0
// Decompressed when the report is wanted: meanwhile that would take most of the core that the database needs, too.
let unread: (() => Promise<void>)[] = []

async function repeat({ coding, token, times, seenAt }: (typeof readers)[number]): Promise<never> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let last: string | undefined
  for (;;) {
    const { status, etag, at, tookMs, events } = await readList(url, token, coding, agent)
    if (status === 200) times.push(tookMs)
    else refusals += 1
    if (etag !== last) {
      last = etag
      unread.push(async () => {
        for (const event of await events()) seenAt.set(event, Math.min(at, seenAt.get(event) ?? at))
      })
    }
    await pause(PAUSE_MS)
  }
}

async function report(): Promise<void> {
  const found = readers.map(({ coding, times, seenAt }) => ({ coding, times: times.splice(0), seenAt }))
  const lists = unread
  unread = []
  for (const list of lists) await list()
  process.send?.({ refusals, readers: found.map((reader) => ({ ...reader, seenAt: [...reader.seenAt] })) })
}

process.on('message', () => void report())
process.once('disconnect', () => process.exit(0))
await Promise.all(readers.map(repeat))
