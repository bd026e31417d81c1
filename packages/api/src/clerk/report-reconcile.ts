import type { Lease } from '@roster/db'
import type { ReconcileResult } from './reconcile.ts'
import type { MirrorLog } from './sync-deps.ts'

/** Logs how a reconcile ended, whoever asked for it. */
export function reportReconcile(log: MirrorLog, { orgId, neverSynced }: Lease, result: ReconcileResult): void {
  if (result.outcome === 'unavailable')
    log(
      'warn',
      'Clerk did not answer a reconcile. What webhooks lost stays lost until it does: check Clerk’s status and CLERK_SECRET_KEY.',
      { orgId, ...result },
    )
  else log('info', 'Reconciled an organization.', { orgId, ...result })
  if (result.corrections > 0 && !neverSynced)
    log(
      'warn',
      'A reconcile had to correct the mirror. Webhooks were lost or are late: check the endpoint’s deliveries in Clerk.',
      { orgId, corrections: result.corrections },
    )
}
