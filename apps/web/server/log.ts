import { pino, type DestinationStream, type Logger } from 'pino'
import pretty from 'pino-pretty'

export type Log = Logger

/**
 * Lines for people on a terminal, else JSON, on standard output; or wherever tests read them. Tokens and cookies never reach a log call; the redacted
 * paths are the second lock.
 */
export function createLog(level: string, out: DestinationStream = standardOutput()): Log {
  return pino({ level, base: null, redact: ['*.authorization', '*.cookie', '*.headers', '*.request'] }, out)
}

function standardOutput(): DestinationStream {
  return process.stdout.isTTY
    ? pretty({ sync: true, singleLine: true, translateTime: 'SYS:HH:MM:ss' })
    : pino.destination(1)
}
