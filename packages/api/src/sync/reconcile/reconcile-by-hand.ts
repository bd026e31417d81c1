import { reconcileOrganization, type ReconcileOutcome } from './reconcile.ts'
import type { SyncDeps } from '../sync-deps.ts'
import { organizationsToReconcile, type Db } from '@roster/db'
import { withMirror, type MirrorOptions } from '../../with-mirror.ts'

/** The organizations to reconcile, and the callbacks for the results. */
export type ByHand = {
  /** Default: every organization in the mirror. */
  orgId?: string | undefined
  /** First marks all organizations as never reconciled. */
  afterRestore: boolean
  /** Accepts Clerk's answers, however many rows they end. */
  believeAbsences: boolean
  /** Called with the progress of the running reconcile. */
  onProgress: (text: string) => void
  /** Called with the result of each organization. */
  onLine: (text: string) => void
}

/** Repairs the mirror from Clerk now, beside any running replicas. True if all of it completed. */
export function reconcile(options: MirrorOptions, request: ByHand): Promise<boolean> {
  return withMirror(options, (db, { sync }) => reconcileByHand(db, sync, request))
}

/** The same on an open mirror, by the same leases as running replicas. */
export async function reconcileByHand(db: Db, sync: SyncDeps, request: ByHand): Promise<boolean> {
  const { orgId, afterRestore, onLine } = request
  if (afterRestore) await sync.store.forgetSync()
  const orgIds = orgId === undefined ? await organizationsToReconcile(db) : [orgId]
  if (orgIds.length === 0) onLine(nothingKnown)
  let completed = 0
  let corrections = 0
  for (const [index, id] of orgIds.entries()) {
    const result = await reconcileOne(sync, id, `${id} (${index + 1} of ${orgIds.length})`, request)
    corrections += result.corrections
    if (result.outcome === 'completed') completed += 1
    // The other organizations would fail too.
    if (result.outcome === 'unavailable') break
  }
  onLine(`${completed} of ${orgIds.length} organizations reconciled, ${corrections} corrections.`)
  return completed === orgIds.length
}

async function reconcileOne(sync: SyncDeps, orgId: string, title: string, request: ByHand) {
  const { believeAbsences, onProgress, onLine } = request
  const result = await reconcileOrganization(sync, orgId, {
    believeAbsences,
    onProgress: ({ users, memberships, calls }) =>
      onProgress(`${title}: ${users} users and ${memberships} memberships read in ${calls} calls`),
  })
  const { outcome, users, memberships, corrections, marked, unread, calls } = result
  onLine(
    outcome === 'completed'
      ? `${orgId}: ${users} users, ${memberships} memberships, ${corrections} corrections, ` +
          `${marked} rows for a running server to read again, ${unread} not understood, ${calls} calls to Clerk`
      : `${orgId}: ${failures[outcome]}`,
  )
  return result
}

const failures: Record<Exclude<ReconcileOutcome, 'completed'>, string> = {
  missing:
    'Clerk does not know this organization, so its list could not be checked. Compare the id with Clerk’s, and the keys with its instance.',
  doubtful:
    'Clerk says that it does not know this organization. One such answer changes nothing: run it again in a minute, and compare the id with Clerk’s and the keys with its instance.',
  braked:
    'Clerk’s answers would end too much of the mirror at once, so none of them were applied. Check CLERK_SECRET_KEY; if it is true, run it again with --believe-absences.',
  'not-understood':
    'Clerk’s answer was not understood, so the organization was left as it was. Check what answers at CLERK_API_URL; the log names the place.',
  busy: 'Another process reconciles it, or failed to a moment ago, so this one left it alone. Try again in half a minute.',
  'out-of-time': 'It was ended before all was read, so the rest was left as it was. Run it again.',
  superseded:
    'This process lost its turn to another after a pause of 30 s, so it could not finish. Run it again, with less load on this machine.',
  unavailable:
    'Clerk did not answer, or not as it should, so the rest was left as it was. Check CLERK_SECRET_KEY and Clerk’s status, and run it again.',
  'rate-limited': 'The calls to Clerk are used up for now, so it was not read. Run it again in 10 s.',
}

const nothingKnown =
  'The mirror holds no organization yet. It learns of one by its first request or webhook, or by its id given here.'
