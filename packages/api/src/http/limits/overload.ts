/** Detects that this process receives more requests than it can answer in good time. */
export type Overload = {
  /** Takes a request. False if it must be refused, so that those taken are answered soon. */
  take: () => boolean
}

// Requests wait unread for about as long as a turn of the event loop takes.
const LATE_MS = 25
// A shorter sequence of late turns is a burst, or follows a pause of the process.
const LASTING_MS = 200
const GAP_MS = 100
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
  let startedMs = 0
  let taken = 0
  // The latest sequence of late turns.
  let late = { sinceMs: -Infinity, untilMs: -Infinity }
  let limitedUntilMs = -Infinity

  function endTurn(): void {
    const timeMs = taken < ALWAYS_TAKEN ? startedMs : now()
    if (timeMs - startedMs > LATE_MS) late = { sinceMs: isSequence() ? late.sinceMs : startedMs, untilMs: timeMs }
    taken = 0
  }

  const isSequence = () => startedMs - late.untilMs < GAP_MS
  const isLasting = (timeMs: number) =>
    timeMs - startedMs > LATE_MS && isSequence() && timeMs - late.sinceMs > LASTING_MS

  return {
    take() {
      if (taken === 0) {
        startedMs = now()
        atTurnsEnd(endTurn)
      } else if (taken >= ALWAYS_TAKEN) {
        const timeMs = now()
        if (timeMs < limitedUntilMs ? timeMs - startedMs > LIMIT_MS : isLasting(timeMs)) {
          limitedUntilMs = timeMs + CALM_MS
          return false
        }
      }
      taken += 1
      return true
    },
  }
}
