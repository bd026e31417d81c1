import type { Change } from '../state/rows.ts'
import type { Store } from '../state/store.ts'
import { createWorld, type World } from '../state/world.ts'
import type { FaultBox } from './fault-box.ts'

type Write = { at: number; changes: readonly Change[]; undo: readonly Change[] }

/** Longer than any lag that a test waits for. Older writes are dropped to limit memory. */
const historyMs = 60 * 60_000

/** The rows that Backend API reads return: current, or `apiStaleMs` old, at most as old as the start or an hour. */
export function createStaleWorld(store: Store, box: FaultBox): () => World {
  const history: Write[] = []
  let held: { world: World; next: number } | undefined

  store.onCommit((changes, undo) => {
    const now = Date.now()
    const forgotten = held === undefined ? countOlder(history, now - historyMs) : 0
    history.splice(0, forgotten)
    history.push({ at: now, changes, undo })
  })
  box.onChange(({ apiStaleMs }) => {
    if (apiStaleMs === undefined) return
    held = apiStaleMs === 0 ? undefined : { world: copyOf(store.world), next: history.length }
    for (const { undo } of history.slice(countOlder(history, Date.now() - apiStaleMs)).toReversed()) {
      held?.world.apply(undo)
      if (held !== undefined) held.next -= 1
    }
  })

  return () => {
    if (held === undefined) return store.world
    const due = countOlder(history, Date.now() - box.current().apiStaleMs)
    for (; held.next < due; held.next += 1) held.world.apply(history[held.next]?.changes ?? [])
    return held.world
  }
}

function countOlder(history: readonly Write[], time: number): number {
  const first = history.findIndex(({ at }) => at > time)
  return first === -1 ? history.length : first
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
