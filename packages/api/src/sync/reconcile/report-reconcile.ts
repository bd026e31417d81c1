import type { Lease } from '@roster/db'
import type { ReconcileOutcome, ReconcileResult } from './reconcile.ts'
import type { MirrorLog } from '../sync-deps.ts'

const troubles: Partial<Record<ReconcileOutcome, string>> = {
  unavailable:
    'Clerk did not answer a reconcile. Lost webhooks are not repaired until it does: check Clerk’s status and CLERK_SECRET_KEY.',
  'not-understood':
    'Clerk answered a reconcile, but with an invalid response. The organization stays unchanged and is read at growing intervals: check what answers at CLERK_API_URL.',
  'out-of-time':
    'A turn ended before an organization was read completely, so its reconcile starts over in a later one. If it recurs, give `roster.tick()` more seconds.',
  doubtful:
    'Clerk says that it does not know an organization. Nothing changes until it says so again a minute later: check CLERK_SECRET_KEY if it exists.',
  braked:
    'Clerk’s answers would end too much of the mirror at once, so none of them were applied. Check CLERK_SECRET_KEY and Clerk; if it is true, run `pnpm reconcile --believe-absences`.',
}

export function reportReconcile(log: MirrorLog, { orgId, neverSynced }: Lease, result: ReconcileResult): void {
  const { outcome, reason } = result
  const trouble = troubles[outcome]
  const facts = { orgId, ...result }
  if (!trouble) log('info', 'Reconciled an organization.', facts)
  else log(outcome === 'braked' ? 'error' : 'warn', trouble, { cause: `reconcile ${outcome} ${reason}`, ...facts })
  if (result.corrections > 0 && !neverSynced)
    log(
      'warn',
      'A reconcile had to correct the mirror. Webhooks were lost or are late: check the endpoint’s deliveries in Clerk.',
      { orgId, corrections: result.corrections },
    )
}
