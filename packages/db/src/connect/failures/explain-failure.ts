const ADVICE: Record<string, string> = {
  '25006':
    'It takes no writes. The embedded one does so while no space is left on the disk of DATA_DIR: make room there. Of a server, name the primary in DATABASE_URL.',
  '28000': 'It refuses the user: correct DATABASE_URL or the server’s pg_hba.conf.',
  '28P01': 'It refuses the password: correct DATABASE_URL.',
  '3D000': 'It does not exist any more: restore it, or correct DATABASE_URL.',
  '42501': 'It refuses a right: grant it to the user again, or let the embedded one write all files in DATA_DIR.',
  '42P01': 'A table is missing: restore the database.',
  '53100': 'No space is left on its disk (for the embedded one, that of DATA_DIR): make room there.',
  '53200': 'It is out of memory: give it more, or fewer connections.',
  '53300': 'It has no connection left: raise max_connections, or stop other clients.',
  '57014': 'A statement took longer than its limit: look for load or locks on the server.',
  '57P03': 'It is starting: wait for it.',
  '58P01': 'A file is missing (for the embedded one, in DATA_DIR): restore the database, and start it again.',
  '58030': 'Its disk fails: look at the server’s log.',
  ECONNREFUSED: 'Nothing listens at its address: start the server, or correct DATABASE_URL.',
  ENOTFOUND: 'Its host name is unknown: correct DATABASE_URL, or the name service.',
}

/** Returns a sentence for the log about a running database that failed with this SQLSTATE or errno. */
export function explainFailure(code: string): string {
  return `The database failed, so requests are answered 503 and Clerk sends webhooks again. ${ADVICE[code] ?? 'Look at the server and its log.'}`
}
