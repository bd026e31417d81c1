import { inspect } from 'node:util'

type Level = 'debug' | 'info' | 'warn' | 'error'
type Facts = Record<string, unknown>

/** The log for the operator: pino, `console`, or anything that takes facts and a sentence. */
export type RosterLog = Record<Level, (facts: Facts, message: string) => void> & {
  /** Without it requests are not logged. */
  isLevelEnabled?: (level: string) => boolean
}

export type Log = Record<Level, (facts: Facts, message: string) => void> & {
  /** The same log, which adds these facts to each line. */
  child(facts: Facts): Log
  showsRequests(): boolean
}

const MINUTE_MS = 60 * 1000
// Causes are codes and names. More than a few are unexpected, and must not fill the memory.
const MAX_CAUSES = 1_000

/** Writes to the host's log, at most one line a minute for each `cause` in the facts. */
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

/** Writes a line to the console for each message, with its facts behind it. */
const toConsole = (level: Level) => (facts: Facts, message: string) => {
  const shown = inspect(facts, { breakLength: Infinity, compact: true })
  console[level](shown === '{}' ? message : `${message} ${shown}`)
}

/** The log of a host that gives none. */
export const consoleLog: RosterLog = {
  debug: toConsole('debug'),
  info: toConsole('info'),
  warn: toConsole('warn'),
  error: toConsole('error'),
}
