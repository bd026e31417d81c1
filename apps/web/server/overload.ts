/** Whether this process has more to do than it can in good time. */
export type Overload = {
  /** Whether a request that comes now should be refused, so that those in flight are answered soon. */
  isRefusing: () => boolean
  begin: () => void
  end: () => void
}

// A turn of the event loop that takes longer than this, again and again, means that requests queue up.
const LONG_TURN_MS = 5
const LONG_TURNS = 3
const LASTING_MS = 100
// How long a new request may expect to wait for those before it.
const MAX_WAIT_MS = 40
// So few never wait long, whatever each of them costs.
const ALWAYS_IN_FLIGHT = 32
const RATE_WINDOW_MS = 50

/**
 * Watches the event loop. Not the number of requests alone, because many of them may wait for Clerk or for the database
 * and cost nothing: only while each turn is long does the number count, by how long it takes to answer so many.
 */
export function createOverload(now = () => performance.now()): Overload {
  let inFlight = 0
  let turnStart: number | undefined
  let longTurns = 0
  let longSince = 0
  let windowStart = now()
  let ended = 0
  let endedPerMs = 0

  function endTurn(): void {
    const time = now()
    const isLong = turnStart !== undefined && time - turnStart > LONG_TURN_MS
    if (isLong && longTurns === 0) longSince = turnStart ?? time
    longTurns = isLong ? longTurns + 1 : 0
    turnStart = undefined
    if (time - windowStart < RATE_WINDOW_MS) return
    endedPerMs = ended / (time - windowStart)
    windowStart = time
    ended = 0
  }

  return {
    isRefusing() {
      const time = now()
      if (turnStart === undefined) {
        turnStart = time
        setImmediate(endTurn)
      }
      if (inFlight < ALWAYS_IN_FLIGHT || longTurns < LONG_TURNS || time - longSince < LASTING_MS) return false
      return inFlight > endedPerMs * MAX_WAIT_MS
    },
    begin() {
      inFlight += 1
    },
    end() {
      inFlight -= 1
      ended += 1
    },
  }
}
