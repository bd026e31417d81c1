import { pino, type DestinationStream, type Logger } from 'pino'

export type Log = Logger

/**
 * JSON lines on standard output, or wherever tests read them. Tokens and cookies never reach a log call; the redacted
 * paths are the second lock.
 */
export function createLog(level: string, out: DestinationStream = pino.destination(1)): Log {
  return pino({ level, base: null, redact: ['*.authorization', '*.cookie', '*.headers', '*.request'] }, out)
}
