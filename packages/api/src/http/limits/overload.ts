/** Detects that this process or its database receives more requests than it can answer in good time. */
export type Overload = {
  /** Whether to refuse a new request, so that earlier ones are answered soon. */
  isRefusing: () => boolean
  /** Called when a request begins to wait for its admission. Pass the result to `end`. */
  begin: () => number | undefined
  end: (begunMs: number | undefined) => void
}

// So few requests never wait long, whatever each of them costs.
const ALWAYS_TAKEN = 32
// A longer queue that lasts this long is not a burst.
const LASTING_MS = 200
const CALM_MS = 1_000
// The longest acceptable wait: a multiple of the wait when few requests wait, within these bounds.
const TIMES_CALM = 8
const MAX_WAIT_MS = { least: 40, most: 400 }
const FEW = 16
const WEIGHT_OF_LATEST = 0.02
const RATE_WINDOW_MS = 50
// The highest rate is remembered for some seconds: refusals take time too and lower the rate of admissions.
const RATE_KEPT = 0.99

/**
 * Counts the requests that wait for their admission. They are the first sign of a busy event loop or database, and a
 * caller cannot prolong them, unlike requests that wait for Clerk or for a slow reader.
 */
export function createOverload(now = () => performance.now()): Overload {
  let waiting = 0
  let manySince: number | undefined
  let limitedUntil = 0
  let calmWaitMs = 0
  let window = { start: 0, ended: 0 }
  let endedPerMs = 0

  function measure(time: number): void {
    const lasted = time - window.start
    if (lasted < RATE_WINDOW_MS) return
    const windows = lasted / RATE_WINDOW_MS
    endedPerMs = Math.max(window.ended / lasted, endedPerMs * RATE_KEPT ** windows)
    window = { start: time, ended: 0 }
  }

  return {
    isRefusing() {
      if (waiting < ALWAYS_TAKEN) {
        manySince = undefined
        return false
      }
      const time = now()
      measure(time)
      manySince ??= time
      if (time > limitedUntil && time - manySince < LASTING_MS) return false
      const maxWaitMs = Math.min(MAX_WAIT_MS.most, Math.max(MAX_WAIT_MS.least, TIMES_CALM * calmWaitMs))
      if (waiting < endedPerMs * maxWaitMs) return false
      limitedUntil = time + CALM_MS
      return true
    },
    begin() {
      waiting += 1
      return waiting < FEW ? now() : undefined
    },
    end(begunMs) {
      waiting -= 1
      window.ended += 1
      if (begunMs !== undefined) calmWaitMs += (now() - begunMs - calmWaitMs) * WEIGHT_OF_LATEST
    },
  }
}
