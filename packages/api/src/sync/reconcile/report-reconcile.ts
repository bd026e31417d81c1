import type { Lease } from '@roster/db'
import type { ReconcileOutcome, ReconcileResult } from './reconcile.ts'
import type { MirrorLog } from '../sync-deps.ts'

type Report = { level: Parameters<MirrorLog>[0]; message: string }

const ended: Report = { level: 'info', message: 'Reconciled an organization.' }
const reports: Partial<Record<ReconcileOutcome, Report>> = {
  unavailable: {
    level: 'warn',
    message:
      'Clerk did not answer a reconcile. Lost webhooks are not repaired until it does: check Clerk’s status and CLERK_SECRET_KEY.',
  },
  'not-understood': {
    level: 'warn',
    message:
      'Clerk answered a reconcile, but with an invalid response. The organization stays unchanged and is read at growing intervals: check what answers at CLERK_API_URL.',
  },
  'out-of-time': {
    level: 'warn',
    message:
      'A turn ended before an organization was read completely, so its reconcile starts over in a later one. If it recurs, give `roster.tick()` more seconds.',
  },
  doubtful: {
    level: 'warn',
    message:
      'Clerk says that it does not know an organization. Nothing changes until it says so again a minute later: check CLERK_SECRET_KEY if it exists.',
  },
  braked: {
    level: 'error',
    message:
      'Clerk’s answers would end too much of the mirror at once, so none of them were applied. Check CLERK_SECRET_KEY and Clerk; if it is true, run `pnpm reconcile --believe-absences`.',
  },
}

export function reportReconcile(log: MirrorLog, { orgId, neverSynced }: Lease, result: ReconcileResult): void {
  const trouble = reports[result.outcome]
  if (!trouble) log(ended.level, ended.message, { orgId, ...result })
  else log(trouble.level, trouble.message, { cause: `reconcile ${result.outcome} ${result.reason}`, orgId, ...result })
  if (result.corrections > 0 && !neverSynced)
    log(
      'warn',
      'A reconcile had to correct the mirror. Webhooks were lost or are late: check the endpoint’s deliveries in Clerk.',
      { orgId, corrections: result.corrections },
    )
}
