/** Whether more is asked of this process, or of its database, than they can answer in good time. */
export type Overload = {
  /** Whether a request that comes now is refused, so that those before it are answered soon. */
  isRefusing: () => boolean
  /** A request begins to wait for its admission, and ends to. */
  begin: () => void
  end: () => void
}

// So few never wait long, whatever each of them costs.
const ALWAYS_TAKEN = 32
// More than that for so long is no burst.
const LASTING_MS = 200
const CALM_MS = 1_000
// How long a request may expect to wait for those before it.
const MAX_WAIT_MS = 40
const RATE_WINDOW_MS = 50

/**
 * Counts the requests that wait for their admission: what holds up the event loop or the database shows in them soonest,
 * and a caller can't make them last, as it can requests that wait for Clerk or that nobody reads.
 */
export function createOverload(now = () => performance.now()): Overload {
  let waiting = 0
  let manySince: number | undefined
  let limitedUntil = 0
  let window = { start: 0, ended: 0 }
  let endedPerMs = 0

  function measure(time: number): void {
    const lasted = time - window.start
    if (lasted < RATE_WINDOW_MS) return
    endedPerMs = window.ended / lasted
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
      if (waiting < endedPerMs * MAX_WAIT_MS) return false
      limitedUntil = time + CALM_MS
      return true
    },
    begin() {
      waiting += 1
    },
    end() {
      waiting -= 1
      window.ended += 1
    },
  }
}
