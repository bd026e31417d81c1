/** Detects that this process receives more requests than it can answer in good time. */
export type Overload = {
  /** Takes a request. False if it must be refused, so that those taken are answered soon. */
  take: () => boolean
}

// Requests wait unread for about as long as a turn of the event loop takes.
const LATE_MS = 25
// Late turns that last for less in all are a burst, or follow a pause of the process.
const LASTING_MS = 200
const GAP_MS = 50
// Short, because an answer needs several turns, and the refusals of a turn take longer than this.
const LIMIT_MS = 1
// So few are taken in every turn: if it is long with them, the cause is something else.
const ALWAYS_TAKEN = 8
const CALM_MS = 100

/**
 * A turn of the event loop handles every request that arrived during the turn before, so with more requests than it can
 * answer, turns become longer and longer. If that lasts, turns take requests for `LIMIT_MS` and refuse the others, until
 * none had to be refused for `CALM_MS`. `atTurnsEnd` calls back after all input of a turn was handled.
 */
export function createOverload(
  now = () => performance.now(),
  atTurnsEnd: (callback: () => void) => void = setImmediate,
): Overload {
  let startedMs: number | undefined
  let taken = 0
  // The length of the latest sequence of late turns, and its end.
  let lateMs = 0
  let lateUntilMs = -Infinity
  let limitedUntilMs = -Infinity

  function endTurn(): void {
    const timeMs = now()
    const tookMs = timeMs - (startedMs ?? timeMs)
    const isBusy = taken >= ALWAYS_TAKEN
    if (isBusy && tookMs > LATE_MS) {
      lateMs = lateBefore(timeMs - tookMs) + tookMs
      lateUntilMs = timeMs
    }
    taken = 0
    // The next turn of a busy event loop may begin with answers: it is measured from here.
    startedMs = isBusy ? timeMs : undefined
    if (isBusy) atTurnsEnd(endTurn)
  }

  /** The length of the sequence that a turn continues, or 0. */
  const lateBefore = (turnMs: number) => (turnMs - lateUntilMs < GAP_MS ? lateMs : 0)

  function isLasting(tookMs: number, turnMs: number): boolean {
    const before = tookMs > LATE_MS ? lateBefore(turnMs) : 0
    return before > 0 && before + tookMs > LASTING_MS
  }

  return {
    take() {
      const timeMs = now()
      if (startedMs === undefined) {
        startedMs = timeMs
        atTurnsEnd(endTurn)
      }
      const tookMs = timeMs - startedMs
      const isOver = timeMs < limitedUntilMs ? tookMs > LIMIT_MS : isLasting(tookMs, startedMs)
      if (taken >= ALWAYS_TAKEN && isOver) {
        limitedUntilMs = timeMs + CALM_MS
        return false
      }
      taken += 1
      return true
    },
  }
}
