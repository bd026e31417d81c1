import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openJournal } from './journal.ts'
import type { Change } from './rows.ts'
import { createWorld, type World } from './world.ts'

export type Store = {
  world: World
  /** Atomic: after a crash either all of the changes are stored or none. */
  commit(changes: readonly Change[]): void
  /** Unix time in milliseconds, strictly increasing, also across restarts. */
  stamp(): number
  /** `undo` reverts the changes. */
  onCommit(listener: (changes: readonly Change[], undo: readonly Change[]) => void): void
}

export function openStore(args: {
  folder: string | undefined
  demoData: readonly Change[]
  /** More demo data, in portions, because all of it at once could exceed the memory. */
  crowd: Iterable<readonly Change[]>
}): Store {
  const world = createWorld()
  world.apply(args.demoData)
  for (const portion of args.crowd) world.apply(portion)
  const listeners: ((changes: readonly Change[], undo: readonly Change[]) => void)[] = []
  const { journal, changes } = openPersisted(args.folder)
  world.apply(changes)
  let last = changes.reduce((latest, { row }) => Math.max(latest, row?.updatedAt ?? 0), 0)

  return {
    world,
    commit(written) {
      journal?.append(written)
      const undo = world.apply(written)
      for (const listener of listeners) listener(written, undo)
    },
    stamp() {
      last = Math.max(Date.now(), last + 1)
      return last
    },
    onCommit(listener) {
      listeners.push(listener)
    },
  }
}

function openPersisted(folder: string | undefined) {
  if (folder === undefined) return { journal: undefined, changes: [] }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return openJournal(join(folder, 'journal.ndjson'))
}
