// The readers of a large list, in a process of their own: reading 30 MB would otherwise delay the webhooks.
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { z } from 'zod'
import { openSocket, written } from '../../shared/plain-http.ts'
import { createEventFinder } from './find-events.ts'
import { readList } from './read-list.ts'

const PAUSE_MS = 100
const HEAD_END = '\r\n\r\n'
const unzip = promisify(gunzip)
const plan = z.object({ url: z.string(), tokens: z.array(z.string()), codings: z.array(z.enum(['identity', 'gzip'])) })

const messages: unknown[] = await once(process, 'message')
const { url, tokens, codings } = plan.parse(messages[0])
const { port, pathname } = new URL(url)
const readers = codings.map((coding, at) => ({
  coding,
  token: tokens[at] ?? '',
  times: new Array<number>(),
  // When this reader first had the list of each ETag.
  lists: new Map<string, number>(),
}))
let refusals = 0
const eventsOf = new Map<string, readonly number[]>()
// Decompressed when the report is wanted: meanwhile that would take most of a core.
const compressed = new Map<string, Buffer>()

async function repeat({ coding, token, times, lists }: (typeof readers)[number]): Promise<never> {
  const socket = openSocket(Number(port), { intoOneBuffer: true })
  const request = written({ path: pathname, headers: { authorization: `Bearer ${token}`, 'accept-encoding': coding } })
  for (;;) {
    const finder = createEventFinder()
    const pieces: Buffer[] = []
    const receive = coding === 'gzip' ? (piece: Buffer) => void pieces.push(Buffer.from(piece)) : finder.read
    const isNew = (tag: string) => !eventsOf.has(tag) && !compressed.has(tag)
    const { status, etag, tookMs } = await readList(socket, request, (tag) => (isNew(tag) ? receive : undefined))
    if (status === 200) {
      times.push(tookMs)
      if (!lists.has(etag)) lists.set(etag, Date.now())
      if (isNew(etag) && coding === 'gzip') compressed.set(etag, Buffer.concat(pieces))
      else if (isNew(etag)) eventsOf.set(etag, finder.events)
    } else {
      refusals += 1
    }
    await pause(PAUSE_MS)
  }
}

function seenBy(lists: ReadonlyMap<string, number>): [event: number, at: number][] {
  const seen = new Map<number, number>()
  for (const [etag, at] of lists)
    for (const event of eventsOf.get(etag) ?? []) seen.set(event, Math.min(at, seen.get(event) ?? at))
  return [...seen]
}

async function report(): Promise<void> {
  const times = readers.map((reader) => reader.times.splice(0))
  for (const [etag, answer] of compressed) {
    const finder = createEventFinder()
    finder.read(await unzip(answer.subarray(answer.indexOf(HEAD_END) + HEAD_END.length)))
    eventsOf.set(etag, finder.events)
    compressed.delete(etag)
  }
  const found = readers.map(({ coding, lists }, at) => ({ coding, times: times[at], seenAt: seenBy(lists) }))
  process.send?.({ refusals, readers: found })
}

process.on('message', () => void report())
process.once('disconnect', () => process.exit(0))
await Promise.all(readers.map(repeat))
