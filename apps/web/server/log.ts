import { pino, type DestinationStream, type Logger } from 'pino'

export type Log = Logger

const MINUTE_MS = 60 * 1000
// Causes are codes and names; this many at once are not to be expected, and must not fill the memory.
const MAX_CAUSES = 1_000

/**
 * JSON lines on standard output, or wherever tests read them. Of lines whose facts have the same `cause` one a minute is
 * written. Tokens and cookies never reach a log call; the redacted paths are the second lock.
 */
export function createLog(level: string, out: DestinationStream = pino.destination(1)): Log {
  const loggedAt = new Map<string, number>()

  function isRepeated(cause: string): boolean {
    const now = performance.now()
    if (now - (loggedAt.get(cause) ?? Number.NEGATIVE_INFINITY) < MINUTE_MS) return true
    if (loggedAt.size >= MAX_CAUSES) loggedAt.clear()
    loggedAt.set(cause, now)
    return false
  }

  const options = {
    level,
    base: null,
    redact: ['*.authorization', '*.cookie', '*.headers', '*.request'],
    hooks: {
      logMethod(this: Logger, args: Parameters<Logger['info']>, method: Logger['info']) {
        const cause = causeIn(args[0])
        if (cause === null || !isRepeated(cause)) method.apply(this, args)
      },
    },
  }
  return pino(options, out)
}

function causeIn(facts: unknown): string | null {
  if (typeof facts !== 'object' || facts === null || !('cause' in facts)) return null
  return typeof facts.cause === 'string' ? facts.cause : null
}
