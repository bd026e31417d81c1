import { pino, type DestinationStream, type Logger } from 'pino'
import pretty from 'pino-pretty'

export type Log = Logger

/**
 * Writes readable lines to a terminal and JSON to any other standard output; tests give another. No log call contains a token or
 * cookie, and the redacted paths make sure of it.
 */
export function createLog(level: string, out: DestinationStream = standardOutput()): Log {
  return pino({ level, base: null, redact: ['*.authorization', '*.cookie', '*.headers', '*.request'] }, out)
}

function standardOutput(): DestinationStream {
  return process.stdout.isTTY
    ? pretty({ sync: true, singleLine: true, translateTime: 'SYS:HH:MM:ss' })
    : // At exit pino would write the rest of an asynchronous log, forever if nobody reads it any more.
      pino.destination({ dest: 1, sync: true })
}
