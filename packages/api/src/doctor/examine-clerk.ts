import { instanceId, instanceIssuer, type Db } from '@roster/db'
import { createClerkLine } from '../clerk/clerk-line.ts'
import { keysOf, type ClerkKeys, type ClerkOptions } from '../clerk/clerk-options.ts'
import { createInstanceWatch } from '../clerk/instance-watch.ts'
import { otherInstance } from '../sync/connect-mirror.ts'
import type { Finding } from './finding.ts'

/** Whether Clerk answers, and whether its keys belong together and to this database. `db` is null if it can't be used. */
export async function examineClerk(
  clerk: ClerkOptions,
  db: Db | null,
): Promise<{ finding: Finding; clockAheadMs: number | null }> {
  let keys: ClerkKeys
  try {
    keys = keysOf(clerk)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { finding: { check: 'clerk', state: 'problem', message }, clockAheadMs: null }
  }
  const { secretKey, jwtKey, apiUrl, issuer } = keys
  const problems: string[] = []
  const log = (level: string, message: string) => void (level !== 'info' && problems.push(message))
  const line = createClerkLine(log)
  const watch = await createInstanceWatch({
    apiUrl,
    secretKey,
    jwtKey,
    // Read only: the instance of a wrong key must not become this database's.
    instanceId: async (seen) => (db && !clerk.isLocal && (await instanceId(db, null))) || seen,
    fetch: line.fetch,
    log,
  })
  await watch.check()
  // As at a start, which claims the database if it mirrors none yet.
  if (db && ((await instanceIssuer(db)) ?? issuer) !== issuer) problems.push(otherInstance(issuer))
  const [problem] = problems
  const message = problem ?? `Clerk answers, and the keys are of one instance, ${issuer}.`
  const state = problem === undefined ? 'ok' : 'problem'
  return { finding: { check: 'clerk', state, message }, clockAheadMs: line.clockAheadMs() }
}
