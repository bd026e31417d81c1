import type { Revisions } from '../team-client.ts'

export type Following = {
  /** Answers when the revisions are others than these, or after some 25 s. */
  ask: (after: Revisions) => Promise<Revisions>
  current: () => Revisions
  /** Passes an answer on; null where there was none. */
  report: (found: Revisions | null) => void
  pause: (milliseconds: number) => Promise<void>
  now: () => number
  signal: AbortSignal
}

const HELD_MS = 5_000
const FALLBACK_MS = { least: 8_000, most: 12_000 }
// A change during the pause shows only with the next answer, so it is short.
const SPREAD_MS = 250

/**
 * Asks again and again, each time for revisions newer than the last. A server that has too many clients waiting, or is
 * shutting down, answers at once and is then asked about every 10 s. The pauses are random, so clients do not ask in step.
 */
export async function followNews({ ask, current, report, pause, now, signal }: Following): Promise<void> {
  while (!signal.aborted) {
    const begun = now()
    const after = current()
    const found = await ask(after).catch(() => null)
    if (signal.aborted) return
    report(found)
    const isNews = found !== null && !isSame(found, after)
    const wasHeld = found !== null && now() - begun >= HELD_MS
    const { least, most } = isNews || wasHeld ? { least: 0, most: SPREAD_MS } : FALLBACK_MS
    await pause(least + (most - least) * Math.random())
  }
}

function isSame(one: Revisions, other: Revisions): boolean {
  return one.revision === other.revision && one.memberRevision === other.memberRevision
}
