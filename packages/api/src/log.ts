type Level = 'debug' | 'info' | 'warn' | 'error'
type Facts = Record<string, unknown>

/** Where Roster reports what an operator must know: pino, `console`, or anything that takes facts and a sentence. */
export type RosterLog = Record<Level, (facts: Facts, message: string) => void> & {
  /** Without it no line is written for each request. */
  isLevelEnabled?: (level: string) => boolean
}

export type Log = Record<Level, (facts: Facts, message: string) => void> & {
  /** The same log, each line with these facts as well. */
  child(facts: Facts): Log
  showsRequests(): boolean
}

const MINUTE_MS = 60 * 1000
// Causes are codes and names; this many at once are not to be expected, and must not fill the memory.
const MAX_CAUSES = 1_000

/** Of lines whose facts have the same `cause` one a minute reaches the host's log. */
export function createLog(host: RosterLog): Log {
  const loggedAt = new Map<unknown, number>()

  function isRepeated({ cause }: Facts): boolean {
    if (cause === undefined) return false
    const now = performance.now()
    if (now - (loggedAt.get(cause) ?? Number.NEGATIVE_INFINITY) < MINUTE_MS) return true
    if (loggedAt.size >= MAX_CAUSES) loggedAt.clear()
    loggedAt.set(cause, now)
    return false
  }

  function withFacts(known: Facts): Log {
    const at = (level: Level) => (facts: Facts, message: string) => {
      if (!isRepeated(facts)) host[level]({ ...known, ...facts }, message)
    }
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: (facts) => withFacts({ ...known, ...facts }),
      showsRequests: () => host.isLevelEnabled?.('debug') ?? false,
    }
  }
  return withFacts({})
}
