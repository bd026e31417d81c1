import { LRUCache } from 'lru-cache'
import { atMost } from '../../at-most.ts'

/** What is left to a key in its window, and for how long. A refused request took nothing. */
export type Count = { left: number; refused: boolean; resetMs: number }

export type WindowCount = {
  take(key: string, points?: number): Count
  giveBack(key: string): void
}

/** Counts by key in windows that begin with a key's first use. Above `maxKeys` the least recently used is dropped. */
export function createWindowCount(quota: number, windowMs: number, maxKeys: number): WindowCount {
  const windows = new LRUCache<string, { used: number; endsMs: number }>(atMost(maxKeys))

  return {
    take(key, points = 1) {
      const nowMs = Date.now()
      let window = windows.get(key)
      // One that ends so late began before the clock was set back; a clock that is corrected by less must not end it.
      if (!window || window.endsMs <= nowMs || window.endsMs > nowMs + 2 * windowMs) {
        window = { used: 0, endsMs: nowMs + windowMs }
        windows.set(key, window)
      }
      // A request above the quota passes if it is alone in its window: it could not succeed by waiting.
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
