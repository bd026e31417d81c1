import { pino, type DestinationStream, type Logger } from 'pino'
import pretty from 'pino-pretty'

export type Log = Logger

const MAX_UNREAD_BYTES = 4 * 1024 * 1024
const ignore = () => {}

/**
 * Writes readable lines to a terminal and JSON to any other standard output; tests give another. No log call contains a token or
 * cookie, and the redacted paths make sure of it.
 */
export function createLog(level: string, out: DestinationStream = standardOutput()): Log {
  return pino({ level, base: null, redact: ['*.authorization', '*.cookie', '*.headers', '*.request'] }, out)
}

/** Never stops the process: lines that nobody reads wait in memory, and beyond the limit they are lost. */
function standardOutput(): DestinationStream {
  const { stdout } = process
  if (stdout.isTTY) return pretty({ sync: true, singleLine: true, translateTime: 'SYS:HH:MM:ss' })
  // The reader has ended. A process must not end with it.
  stdout.off('error', ignore).on('error', ignore)
  // Not pino's own stream, which writes the rest at exit, and tries that forever if nobody reads it any more.
  return { write: (line) => void (stdout.writableLength < MAX_UNREAD_BYTES && stdout.write(line)) }
}
