import type { Change } from '../state/rows.ts'
import type { Store } from '../state/store.ts'
import { createWorld, type World } from '../state/world.ts'
import type { FaultBox } from './fault-box.ts'

/** The rows as Backend API reads see them: now, or `apiStaleMs` ago, but never older than the moment the fault was set. */
export function createStaleWorld(store: Store, box: FaultBox): () => World {
  let held: { world: World; writes: { at: number; changes: readonly Change[] }[] } | undefined

  box.onChange(({ apiStaleMs }) => {
    if (apiStaleMs === 0) held = undefined
    else held ??= { world: copyOf(store.world), writes: [] }
  })
  store.onCommit((changes) => held?.writes.push({ at: Date.now(), changes }))

  return () => {
    if (held === undefined) return store.world
    const horizon = Date.now() - box.current().apiStaleMs
    const due = held.writes.findIndex(({ at }) => at > horizon)
    for (const { changes } of held.writes.splice(0, due === -1 ? held.writes.length : due)) held.world.apply(changes)
    return held.world
  }
}

function copyOf(world: World): World {
  const copy = createWorld()
  copy.apply([...world.users.values()].map((row) => ({ kind: 'user', id: row.id, row })))
  copy.apply([...world.organizations.values()].map((row) => ({ kind: 'organization', id: row.id, row })))
  copy.apply([...world.memberships.values()].map((row) => ({ kind: 'membership', id: row.id, row })))
  copy.apply([...world.sessions.values()].map((row) => ({ kind: 'session', id: row.id, row })))
  copy.apply([...world.apiKeys.values()].map((row) => ({ kind: 'apiKey', id: row.id, row })))
  return copy
}
