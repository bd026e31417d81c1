import type { Faults } from './faults/faults.ts'
import type { Keys } from './tokens/load-keys.ts'
import type { Store } from './state/store.ts'
import type { Role } from './state/roles.ts'
import type { World } from './state/world.ts'

/** The data behind an answer: the rows (current or stale), the roles, and the address where pictures are served. */
export type View = { world: World; roles: readonly Role[]; url: string }

export type ClerkEvent = { type: string; data: Record<string, unknown> }

/** An instance of Clerk, as routes and writes use it. */
export type Instance = {
  keys: Keys
  store: Store
  /** The current rows, for writes and the Frontend API. */
  view: View
  /** The rows for reads of the Backend API, which a fault can make stale. */
  readView(): View
  faults: () => Faults
  /** Queues webhooks for a write that was made. */
  publish(events: readonly ClerkEvent[]): void
}
