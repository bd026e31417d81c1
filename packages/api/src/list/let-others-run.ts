import { setImmediate, setTimeout as delay } from 'node:timers/promises'

/** Lets other requests run, if it has been long since they last could. Long work on a list calls it again and again. */
export type LetOthersRun = () => Promise<void>

// The longest work in a row. A burst changes most parts of a list, which is work for a tenth of a second or more.
const IN_A_ROW_MS = 8
// While nobody waits for it, the work is done in short pieces for this time, and rests while a large answer is being sent.
const YIELDING_MS = 600
const SHORT_MS = 1
const REST_MS = 8

/** `isAwaited`: whether somebody waits for the work now. `isSending`: whether a large answer is being sent now. */
export function createLetOthersRun(isAwaited = () => true, isSending = () => false): LetOthersRun {
  const startedMs = performance.now()
  let begunMs = startedMs
  return async () => {
    const nowMs = performance.now()
    const yields = nowMs < startedMs + YIELDING_MS && !isAwaited()
    if (nowMs - begunMs < (yields ? SHORT_MS : IN_A_ROW_MS)) return
    await (yields && isSending() ? delay(REST_MS) : setImmediate())
    begunMs = performance.now()
  }
}
