import { reconcileByHand, type ByHand } from './sync/reconcile/reconcile-by-hand.ts'
import { withMirror, type MirrorOptions } from './with-mirror.ts'

/** Repairs the mirror from Clerk now, beside any running replicas. True if all of it completed. */
export function reconcile(options: MirrorOptions, request: ByHand): Promise<boolean> {
  return withMirror(options, (db, { sync }) => reconcileByHand(db, sync, request))
}
