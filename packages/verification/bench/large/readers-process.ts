// The readers of a large list, in a process on the second core: reading 30 MB would otherwise delay the webhooks.
import { once } from 'node:events'
import { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { readList } from './read-list.ts'

const PAUSE_MS = 100
const plan = z.object({ url: z.string(), token: z.string(), codings: z.array(z.enum(['identity', 'gzip'])) })

const messages: unknown[] = await once(process, 'message')
const { url, token, codings } = plan.parse(messages[0])
const readers = codings.map((coding) => ({ coding, times: new Array<number>(), seenAt: new Map<number, number>() }))
let refusals = 0

async function repeat({ coding, times, seenAt }: (typeof readers)[number]): Promise<never> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (;;) {
    const { status, at, tookMs, events } = await readList(url, token, coding, agent)
    if (status === 200) times.push(tookMs)
    else refusals += 1
    for (const event of events) if (!seenAt.has(event)) seenAt.set(event, at)
    await pause(PAUSE_MS)
  }
}

process.on('message', () => {
  process.send?.({
    refusals,
    readers: readers.map(({ coding, times, seenAt }) => ({ coding, times: times.splice(0), seenAt: [...seenAt] })),
  })
})
process.once('disconnect', () => process.exit(0))
await Promise.all(readers.map(repeat))
