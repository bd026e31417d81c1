/** The revisions of both lists, as `users.revision` answers them. */
export type Revisions = { revision: string; memberRevision: string }

export type Following = {
  /** Answers when the revisions are others than these, or after some 25 s. */
  ask: (after: Revisions) => Promise<Revisions>
  current: () => Revisions
  /** Passes an answer on; null where there was none. */
  tell: (found: Revisions | null) => void
  pause: (milliseconds: number) => Promise<void>
  now: () => number
  signal: AbortSignal
}

const HELD_MS = 5_000
const FALLBACK_MS = { least: 8_000, most: 12_000 }
// What changes meanwhile shows only with the next answer.
const SPREAD_MS = 250

/**
 * Asks again and again, each time for what is newer than the last. A server that has too many waiting, or ends, answers
 * at once, and is then asked every 10 s or so; all at other times than other visitors.
 */
export async function followNews({ ask, current, tell, pause, now, signal }: Following): Promise<void> {
  while (!signal.aborted) {
    const begun = now()
    const after = current()
    const found = await ask(after).catch(() => null)
    if (signal.aborted) return
    tell(found)
    const isNews = found !== null && !isSame(found, after)
    const wasHeld = found !== null && now() - begun >= HELD_MS
    const { least, most } = isNews || wasHeld ? { least: 0, most: SPREAD_MS } : FALLBACK_MS
    await pause(least + (most - least) * Math.random())
  }
}

function isSame(one: Revisions, other: Revisions): boolean {
  return one.revision === other.revision && one.memberRevision === other.memberRevision
}
