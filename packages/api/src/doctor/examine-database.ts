import type { DatabaseFacts } from '@roster/db'
import { clockProblem } from '../clerk/clock/clock-problem.ts'
import type { Finding } from './finding.ts'

export function databaseFindings(facts: DatabaseFacts): Finding[] {
  const { pending } = facts
  const problem = databaseProblem(facts)
  return [
    problem ? { check: 'database', state: 'problem', message: problem } : databaseOk(facts),
    pending.length === 0
      ? { check: 'migrations', state: 'ok', message: 'All are applied.' }
      : {
          check: 'migrations',
          state: 'problem',
          message: `${pending.join(', ')} missing, so this version can't run yet. The next start applies them; where servers may not, run “roster migrate” as the owner of the schema.`,
        },
  ]
}

/** Compares the database's and Clerk's clocks with this machine's. */
export function clockFinding(databaseAheadMs: number, clerkAheadMs: number | null): Finding {
  const problem = clockProblem({ databaseAheadMs, clerkAheadMs })
  if (!problem) return { check: 'clock', state: 'ok', message: 'The clocks agree.' }
  return { check: 'clock', state: problem.level === 'warn' ? 'warning' : 'problem', message: problem.message }
}

function databaseOk({ name, version, role, pooled }: DatabaseFacts): Finding {
  const way = pooled
    ? 'through a pooler: statements have no names, and statement_timeout is the role’s own'
    : 'without a pooler'
  return { check: 'database', state: 'ok', message: `The ${name}, PostgreSQL ${version}, as ${role}, ${way}.` }
}

function databaseProblem(facts: DatabaseFacts): string | null {
  const { name, role, isolation, replica, readOnly, pooled, unsupported } = facts
  if (unsupported !== null) return unsupported
  if (replica) return `The ${name} is a replica, so nothing can be written. Name the primary in DATABASE_URL.`
  if (readOnly)
    return `The ${name} takes no writes from ${role}. Unless its disk is full: ALTER ROLE "${role}" SET default_transaction_read_only = off;`
  if (pooled && isolation !== 'read committed')
    return `The ${name} begins transactions as ${isolation}, under which a changed list can keep its ETag, and the pooler keeps no other setting. ALTER ROLE "${role}" SET default_transaction_isolation = 'read committed';`
  return null
}
