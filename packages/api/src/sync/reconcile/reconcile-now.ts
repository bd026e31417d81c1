import type { OrganizationId } from '@roster/db'
import type { RequestSync } from '../request-sync.ts'
import { RosterError } from '../../errors.ts'

/** For `consistency: 'strong'`: resolves when a reconcile that started after the call has completed. */
export function createReconcileNow(sync: Pick<RequestSync, 'requestStrong'>) {
  return async (orgId: OrganizationId): Promise<void> => {
    const outcome = await sync.requestStrong(orgId)
    if (outcome === 'rate-limited') {
      const message =
        'Strong reads are used up for now; retry after the time in Retry-After, or read without consistency'
      throw new RosterError('RATE_LIMITED', { message, retryAfter: 10 })
    }
    if (outcome === 'unavailable') throw new RosterError('SERVICE_UNAVAILABLE', { retryAfter: 5 })
    if (outcome === 'missing') throw new RosterError('UNAUTHORIZED')
  }
}
