import { causesOf } from './error-causes.ts'
import { DatabaseOpenError } from './open-error.ts'

const ADVICE: Record<string, readonly [what: string, todo: string]> = {
  '3D000': ['does not exist', 'Create it with createdb'],
  '28P01': ['refused the password', 'Check the user and the password in DATABASE_URL'],
  '28000': ['refused the user', 'Check the user in DATABASE_URL and the server’s pg_hba.conf'],
  '53300': ['has no connection left', 'Raise max_connections or stop other clients'],
  '57P03': ['is still starting', 'Wait until the server accepts connections'],
  ECONNREFUSED: ['refused the connection', 'Start the server, or correct the host and the port in DATABASE_URL'],
  ENOTFOUND: ['has a host name that is unknown', 'Correct the host in DATABASE_URL'],
}

/** Converts the driver's error to a readable one, with the original as cause. */
export function explainConnectError(error: unknown, name: string): DatabaseOpenError {
  const [{ code, message } = { code: '', message: '' }] = causesOf(error)
  const known = ADVICE[code]
  const [what, todo] = known ?? ['could not be used', 'Check DATABASE_URL and the server’s log']
  // Of an unknown one only the driver knows the reason: no TLS there, no password here. The server's log may have none.
  const reason = [code, known ? '' : message].filter(Boolean).join(': ')
  return new DatabaseOpenError(
    `The ${name} ${what}${reason && ` (${reason})`}. Without its database Roster can't start. ${todo}, then start again.`,
    { cause: error },
  )
}
