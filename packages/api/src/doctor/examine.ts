import { createMirror, inspectDatabase, type DatabaseFacts, type DatabaseOptions, type Migrations } from '@roster/db'
import type { ClerkOptions } from '../clerk/clerk-options.ts'
import { openDatabase } from '../open-database.ts'
import { examineClerk } from './examine-clerk.ts'
import { clockFinding, databaseFindings } from './examine-database.ts'
import { mirrorFindings } from './examine-mirror.ts'
import { secretFinding } from './examine-secrets.ts'
import type { Finding } from './finding.ts'

type Examined = {
  database: DatabaseOptions
  /** Of the host's own schemas, beside Roster's. */
  migrations?: Migrations[]
  clerk: ClerkOptions
}

/** Tries everything that Roster needs to run, and changes nothing. One finding after the other, the worst left standing. */
export async function* examine({ database, migrations, clerk }: Examined): AsyncGenerator<Finding> {
  yield secretFinding(clerk.webhookSigningSecrets ?? [])
  const facts = await inspectDatabase(database, migrations).catch(messageOf)
  if (typeof facts === 'string') {
    yield { check: 'database', state: 'problem', message: facts }
    return
  }
  yield* databaseFindings(facts)
  // Without its tables nothing is known of the mirror, and opening the database would make them.
  const db = isUsable(facts) ? await openDatabase(database, quiet) : null
  try {
    const seen = await examineClerk(clerk, db)
    yield clockFinding(facts.aheadMs, seen.clockAheadMs)
    yield seen.finding
    if (db) yield* mirrorFindings(await createMirror(db.background).health())
  } finally {
    await db?.close()
  }
}

function isUsable({ pending, readOnly, version }: DatabaseFacts): boolean {
  return pending.length === 0 && !readOnly && version >= 15
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const ignore = () => {}
const quiet = { debug: ignore, info: ignore, warn: ignore, error: ignore }
