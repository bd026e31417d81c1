import { inspect } from 'node:util'
import type { RosterLog } from './log.ts'

const at = (level: 'debug' | 'info' | 'warn' | 'error') => (facts: Record<string, unknown>, message: string) => {
  const shown = inspect(facts, { breakLength: Infinity, compact: true })
  console[level](shown === '{}' ? message : `${message} ${shown}`)
}

/** The console as a log: a line for each message, with its facts behind it. */
export const consoleLog: RosterLog = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
