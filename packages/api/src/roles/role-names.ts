import type { SyncDeps } from '../sync/sync-deps.ts'
import { askClerk } from '../clerk/ask-clerk.ts'

/** What the instance calls its roles, by their keys. */
export type RoleNames = {
  all: () => Promise<ReadonlyMap<string, string>>
  /** A role changed: the names are read again when they are asked for next. */
  forget: () => void
}

// An event reaches one replica only: the others learn of it by this time.
const FRESH_MS = 10 * 60_000
const RETRY_MS = 30_000

/** Where Clerk does not answer, the names that were known last. */
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
