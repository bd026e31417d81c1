import { setTimeout as pause } from 'node:timers/promises'

/** Called with the time of a complete list and the numbers of the events that it shows. */
type OnList = (at: number, shown: number[]) => void

export type Reader = ReturnType<typeof startReader>

/** Polls a list as a client would: by its ETag, gzipped, with a pause between requests. */
export function startReader(url: string, token: string, pauseMs: number) {
  const periods: number[] = []
  let callback: OnList = () => {}
  let running = true
  let tag = ''
  let isReady: () => void
  const ready = new Promise<void>((resolve) => (isReady = resolve))

  async function read(): Promise<void> {
    const headers = { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip' }
    const response = await fetch(url, { headers: { ...headers, ...(tag && { 'if-none-match': tag }) } })
    const text = await response.text()
    if (response.status !== 200) return
    const at = performance.now()
    tag = response.headers.get('etag') ?? ''
    isReady()
    callback(
      at,
      Array.from(text.matchAll(/"Event (\d+)"/g), ([, number]) => Number(number)),
    )
  }

  async function loop(): Promise<never> {
    for (;;) {
      const started = performance.now()
      if (running) await read()
      await pause(pauseMs)
      if (running) periods.push(performance.now() - started)
    }
  }

  void loop()
  return {
    /** Resolves at the first list. */
    ready,
    start: () => (running = true),
    stop: () => (running = false),
    onList(listener: OnList) {
      callback = listener
    },
    /** Times between two requests in ms. */
    periods,
  }
}
