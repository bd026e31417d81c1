// `pnpm seed`: fills the mirror with the local Clerk's demo organizations, and acme with leads, without serving.
import { reconcileOrganization } from '@roster/api'
import { connectClerk } from './clerk-instance.ts'
import { connectMirror } from './connect-mirror.ts'
import { readDemo } from './demo-organizations.ts'
import { readEnv } from './env.ts'
import { seedDemoLeads } from './leads/demo-leads.ts'
import { openLeads } from './leads/open-leads.ts'
import { loadEnvFile } from './load-env-file.ts'
import { createLog } from './log.ts'
import { openDatabase } from './open-database.ts'

try {
  loadEnvFile()
  const env = readEnv(process.env)
  if (env.clerk !== 'local') {
    throw new Error('Demo data belongs to the local Clerk, and CLERK_ keys are set. Unset them to seed.')
  }
  const log = createLog('warn')
  const db = await openDatabase(env, log)
  const clerk = await connectClerk(env, env.PORT)
  const { sync } = await connectMirror(db, clerk, log, new AbortController().signal)
  for (const [slug, orgId] of (await readDemo(clerk)).orgIds) {
    const { outcome, memberships } = await reconcileOrganization(sync, orgId)
    process.stdout.write(`${slug}: ${memberships} members, ${outcome}\n`)
  }
  await seedDemoLeads(await openLeads(db, log), clerk)
  await clerk.close()
  await db.close()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
