import { setTimeout as pause } from 'node:timers/promises'

export type Reader = {
  /** Resolves at the first list. */
  ready: Promise<void>
  start(): void
  stop(): void
  /** Sets the callback for each complete list, with its time and the numbers of the events that it shows. */
  onList(callback: (at: number, shown: number[]) => void): void
  /** Times between two requests in ms. */
  periods: number[]
}

/** Polls a list as a client would: by its ETag, gzipped, with a pause between requests. */
export function startReader(url: string, token: string, pauseMs: number): Reader {
  const periods: number[] = []
  let callback: (at: number, shown: number[]) => void = () => {}
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
    ready,
    start: () => (running = true),
    stop: () => (running = false),
    onList: (listener) => (callback = listener),
    periods,
  }
}
