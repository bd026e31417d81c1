import { parseArgs } from 'node:util'
import { openDatabase } from '@roster/api'
import { inspectDatabase, type DatabaseOptions } from '@roster/db'
import { databaseOf } from '../database-of.ts'
import { readDatabaseEnv } from '../env.ts'
import { LEADS_MIGRATIONS, migrateLeads } from '../leads/open-leads.ts'
import { createLog } from '../log.ts'
import type { Command } from './command.ts'

const { stdout } = process

export const migrate: Command = {
  summary: 'applies missing migrations to the database, without a start',
  usage: ` [--check] [--json]

Applies the missing migrations and prints their names. It needs only DATABASE_URL, with the owner of the schemas as role;
servers then need only the grants of docs/operations.md.

  --check  changes nothing, and exits with status 1 if any is missing
  --json   prints {"missing":[…]} or {"applied":[…]}`,
  async run(args) {
    const { values } = parseArgs({ args, options: { check: { type: 'boolean' }, json: { type: 'boolean' } } })
    const database = databaseOf(readDatabaseEnv(process.env))
    const names = values.check ? (await inspectDatabase(database, [LEADS_MIGRATIONS])).pending : await apply(database)
    if (values.json) stdout.write(`${JSON.stringify(values.check ? { missing: names } : { applied: names })}\n`)
    else for (const name of names) stdout.write(`${values.check ? 'missing' : 'applied'}: ${name}\n`)
    if (names.length === 0 && !values.json) stdout.write('No migration is missing.\n')
    return values.check && names.length > 0 ? 1 : 0
  },
}

async function apply(database: DatabaseOptions): Promise<string[]> {
  const db = await openDatabase(database, createLog('warn'))
  try {
    return [...db.applied, ...(await migrateLeads(db)).applied]
  } finally {
    await db.close()
  }
}
