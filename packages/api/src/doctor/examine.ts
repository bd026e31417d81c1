import { createMirror, inspectDatabase, openDatabase, type DatabaseOptions, type Migrations } from '@roster/db'
import type { ClerkOptions } from '../clerk/clerk-options.ts'
import { examineClerk } from './examine-clerk.ts'
import { clockFinding, databaseFindings } from './examine-database.ts'
import { mirrorFindings } from './examine-mirror.ts'
import { secretFinding } from './examine-secrets.ts'
import type { Finding } from './finding.ts'

type Examined = {
  database: DatabaseOptions
  /** The migrations of the host's own schemas. */
  migrations?: Migrations[]
  clerk: ClerkOptions
}

/** Checks everything that Roster needs to run, and changes nothing. Without a usable database the later checks are left out. */
export async function* examine({ database, migrations, clerk }: Examined): AsyncGenerator<Finding> {
  yield secretFinding(clerk.webhookSigningSecrets ?? [])
  const facts = await inspectDatabase(database, migrations).catch(messageOf)
  if (typeof facts === 'string') {
    yield { check: 'database', state: 'problem', message: facts }
    return
  }
  const findings = databaseFindings(facts)
  yield* findings
  // Without tables there is no mirror to check, and opening the database would create them.
  const db = findings.some(({ state }) => state === 'problem') ? null : await openDatabase(database)
  try {
    const seen = await examineClerk(clerk, db)
    yield clockFinding(facts.aheadMs, seen.clockAheadMs)
    yield seen.finding
    if (db) yield* mirrorFindings(await createMirror(db.background).health())
  } finally {
    await db?.close()
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
