/** How many requests this process takes while its event loop is late. */
export type Pace = {
  /** Called every `TICK_MS`, or as soon after as the event loop can. */
  tick: () => void
  /** Takes a request; false where it is one more than can be answered in good time. */
  take: () => boolean
}

export const TICK_MS = 20
// An event loop that is this late has more to do than it can; below half of it there is room for more.
const LATE_MS = 20
// One or two late ticks are a pause of the garbage collector, or a burst.
const LASTING_TICKS = 3
// So few are always taken: where they make the event loop late, it is something else that does.
const LEAST = 32
const CALM_TICKS = 50

/**
 * What comes faster than it can be answered waits in its sockets, where nobody sees it, and makes the event loop late. Then
 * fewer requests are taken in a tick than were answered in the last, and as many more as it can bear again.
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
