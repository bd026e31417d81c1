import { LRUCache } from 'lru-cache'

/** What is left to a key in its window, and for how long; `refused` took nothing. */
export type Count = { left: number; refused: boolean; resetMs: number }

export type WindowCount = {
  take(key: string, points?: number): Count
  giveBack(key: string): void
}

/** Counts by key in windows that begin with a key's first use. Of more than `maxKeys` the longest unused is forgotten. */
export function createWindowCount(quota: number, windowMs: number, maxKeys: number): WindowCount {
  const windows = new LRUCache<string, { used: number; endsMs: number }>({ max: maxKeys })

  return {
    take(key, points = 1) {
      const nowMs = Date.now()
      let window = windows.get(key)
      if (!window || window.endsMs <= nowMs) {
        window = { used: 0, endsMs: nowMs + windowMs }
        windows.set(key, window)
      }
      // What weighs more than the quota passes too, if nothing else was asked for: no wait would help it.
      const refused = window.used + Math.min(points, quota) > quota
      if (!refused) window.used += Math.min(points, quota)
      return { left: quota - window.used, refused, resetMs: window.endsMs - nowMs }
    },
    giveBack(key) {
      const window = windows.peek(key)
      if (window && window.used > 0) window.used -= 1
    },
  }
}
