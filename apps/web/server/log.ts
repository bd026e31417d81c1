import { pino, type Logger } from 'pino'

export type Log = Logger

/** JSON lines on standard output. Tokens and cookies never reach a log call; these paths are the second lock. */
export function createLog(level: string): Log {
  return pino({ level, base: null, redact: ['*.authorization', '*.cookie', '*.headers', '*.request'] })
}
