import { Agent, request, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'

export type ListReader = {
  /** How long each list took to be there whole, in ms, since the last call. */
  takeTimes: () => number[]
  refusals: () => number
  /** When the list first showed each event. */
  seenAt: ReadonlyMap<number, number>
  stop: () => Promise<void>
}

const PAUSE_MS = 100

/** Reads a list again and again, as a client that keeps nothing. */
export function startListReader(url: string, token: string, coding: 'identity' | 'gzip'): ListReader {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const seenAt = new Map<number, number>()
  let times: number[] = []
  const state = { isRunning: true }
  let refusals = 0

  async function read(): Promise<void> {
    const started = performance.now()
    const headers = { authorization: `Bearer ${token}`, 'accept-encoding': coding }
    const sent = request(url, { headers, agent }).end()
    const response = await new Promise<IncomingMessage>((resolve, reject) =>
      sent.once('response', resolve).once('error', reject),
    )
    const body = await buffer(response)
    const at = performance.now()
    if (response.statusCode !== 200) {
      refusals += 1
      return
    }
    times.push(at - started)
    const text = (coding === 'gzip' ? gunzipSync(body) : body).toString('latin1')
    for (const [, number] of text.matchAll(/"Event (\d+)"/g))
      if (!seenAt.has(Number(number))) seenAt.set(Number(number), at)
  }

  const ended = (async () => {
    while (state.isRunning) {
      await read()
      await pause(PAUSE_MS)
    }
  })()
  return {
    takeTimes() {
      const taken = times
      times = []
      return taken
    },
    refusals: () => refusals,
    seenAt,
    async stop() {
      state.isRunning = false
      await ended
      agent.destroy()
    },
  }
}
