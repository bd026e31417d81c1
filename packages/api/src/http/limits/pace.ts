/** Limits the requests that this process takes while its event loop is late. */
export type Pace = {
  /** Called every `TICK_MS`, or as soon after as the event loop allows. */
  tick: () => void
  /** Takes a request. False if it exceeds what can be answered in good time. */
  take: () => boolean
}

export const TICK_MS = 20
// An event loop that is this late has too much to do; below half of this delay it can take more.
const LATE_MS = 20
// One or two late ticks are a pause of the garbage collector, or a burst.
const LASTING_TICKS = 3
// So few are always taken: if the event loop is late with them, the cause is something else.
const LEAST = 32
const CALM_TICKS = 50

/**
 * Requests that arrive too fast wait unseen in their sockets and make the event loop late. A tick then takes fewer
 * requests than the last one answered, and gradually more once the event loop keeps up again.
 */
export function createPace(now = () => performance.now()): Pace {
  let last = now()
  let taken = 0
  let late = 0
  let calm = 0
  let quota = Infinity

  function slowDown(elapsed: number): void {
    calm = 0
    late = taken > LEAST ? late + 1 : 0
    if (late >= LASTING_TICKS) quota = Math.max(LEAST, Math.min(quota, taken * (TICK_MS / elapsed)) * 0.9)
  }

  function speedUp(): void {
    late = 0
    calm = taken < quota ? calm + 1 : 0
    quota = calm > CALM_TICKS ? Infinity : quota * 1.05 + 0.5
  }

  return {
    tick() {
      const time = now()
      const elapsed = time - last
      const lateMs = elapsed - TICK_MS
      if (lateMs > LATE_MS) slowDown(elapsed)
      else if (lateMs < LATE_MS / 2) speedUp()
      last = time
      taken = 0
    },
    take() {
      if (taken >= quota) return false
      taken += 1
      return true
    },
  }
}
