import type { Faults } from './faults/faults.ts'
import type { Keys } from './tokens/load-keys.ts'
import type { Store } from './state/store.ts'
import type { View } from './view.ts'

export type ClerkEvent = { type: string; data: Record<string, unknown> }

/** What every route and write works on. */
export type Instance = {
  keys: Keys
  store: Store
  /** The rows as they are: writes and the Frontend API answer from these. */
  view: View
  /** The rows as the Backend API's reads show them, which a fault may hold back in time. */
  readView(): View
  faults: () => Faults
  /** Hands events to the webhook deliveries; called after the write they tell of. */
  publish(events: readonly ClerkEvent[]): void
}
