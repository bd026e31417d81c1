import type { SyncDeps } from '../sync/sync-deps.ts'
import { askClerk } from '../clerk/ask-clerk.ts'

/** The names of the instance's roles, by their keys. */
export type RoleNames = {
  all: () => Promise<ReadonlyMap<string, string>>
  /** Has the names read again with the next call, after a role changed. */
  forget: () => void
}

// An event reaches one replica only; the others read the names again after this time.
const FRESH_MS = 10 * 60_000
const RETRY_MS = 30_000

/** If Clerk does not answer, the last known names are returned. */
export function createRoleNames(sync: Pick<SyncDeps, 'store' | 'reader' | 'callsPerWindow'>): RoleNames {
  let names: ReadonlyMap<string, string> = new Map()
  let dueMs = 0
  let changes = 0
  let reading: Promise<void> | undefined

  async function read(): Promise<void> {
    const before = changes
    const { answer } = await askClerk(sync, 'roles', (reader) => reader.listRoles())
    if (answer.kind === 'found') names = new Map(answer.value.map(({ key, name }) => [key, name]))
    if (changes === before) dueMs = performance.now() + (answer.kind === 'found' ? FRESH_MS : RETRY_MS)
  }

  return {
    async all() {
      if (performance.now() >= dueMs) await (reading ??= read().finally(() => (reading = undefined)))
      return names
    },
    forget() {
      changes += 1
      dueMs = 0
    },
  }
}
