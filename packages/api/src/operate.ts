export { smokeClerk } from './clerk/smoke-clerk.ts'
export { reconcile } from './reconcile.ts'
export type { ByHand } from './sync/reconcile/reconcile-by-hand.ts'
