import { parseArgs } from 'node:util'
import { openDatabase } from '@roster/api'
import { reconcile } from '@roster/api/operate'
import { databaseOf } from '../database-of.ts'
import { readEnv } from '../env.ts'
import { seedDemoLeads } from '../leads/demo-leads.ts'
import { openLeads } from '../leads/open-leads.ts'
import { connectClerk } from '../local-clerk/connect-clerk.ts'
import { readDemo } from '../local-clerk/demo-organizations.ts'
import { createLog } from '../log.ts'
import type { Command } from './command.ts'

export const seed: Command = {
  summary: 'fills the mirror with the local Clerk’s demo organizations, without serving',
  usage: `

Reads the local Clerk's organizations into the database, and gives acme leads.`,
  async run(args) {
    parseArgs({ args })
    const env = readEnv(process.env)
    if (env.clerk !== 'local') {
      throw new Error('Demo data belongs to the local Clerk, and CLERK_ keys are set. Unset them to seed.')
    }
    const log = createLog('warn')
    const database = await openDatabase(databaseOf(env), log)
    const clerk = await connectClerk(env, env.PORT)
    for (const orgId of (await readDemo(clerk.options)).orgIds.values()) {
      const onLine = (text: string) => process.stdout.write(`${text}\n`)
      const request = { orgId, afterRestore: false, believeAbsences: false, onProgress: () => {}, onLine }
      await reconcile({ database, clerk: clerk.options, log }, request)
    }
    await seedDemoLeads(await openLeads(database, log), clerk.options)
    await clerk.close()
    await database.close()
    return 0
  },
}
