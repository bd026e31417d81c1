import type { FaultBox } from './faults/fault-box.ts'
import { createStaleWorld } from './faults/stale-world.ts'
import type { Instance, View } from './instance.ts'
import type { Keys } from './tokens/load-keys.ts'
import { defaultRoles } from './state/roles.ts'
import type { Store } from './state/store.ts'
import type { Deliveries } from './webhooks/deliveries.ts'

/** Its `view.url` stays empty until the server listens. */
export function createInstance(args: { keys: Keys; store: Store; faults: FaultBox; deliveries: Deliveries }): Instance {
  const { keys, store, faults, deliveries } = args
  const view: View = { world: store.world, roles: defaultRoles, url: '' }
  const readWorld = createStaleWorld(store, faults)
  return {
    keys,
    store,
    view,
    readView: () => ({ ...view, world: readWorld() }),
    faults: faults.current,
    publish: (events) => deliveries.publish(events, keys.instanceId),
  }
}
