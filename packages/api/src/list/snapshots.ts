import type { Db, OrganizationId } from '@roster/db'
import { LRUCache } from 'lru-cache'
import { tagOf, type Coding, type Format } from './encoding.ts'
import type { ListKind } from './list-kind.ts'
import { updateParts, type ListPart } from './list-parts.ts'
import { createSnapshot, type Cells, type Snapshot } from './snapshot.ts'

export type Snapshots<Item> = {
  /** The organization's list at exactly this revision, if it is kept. */
  at(orgId: OrganizationId, revision: bigint): Snapshot<Item> | undefined
  /** The ETag that the list at this revision has, kept or not. */
  tag(orgId: OrganizationId, revision: bigint, format: Format, coding: Coding): string
  /** The organization's list as of `revision` or later. */
  snapshot(orgId: OrganizationId, revision: bigint): Promise<Snapshot<Item>>
  /** How much is kept, and how often a list was found in it or loaded. */
  stats: () => { bytes: number; hits: number; loads: number }
}

type Kept<Item> = { snapshot: Snapshot<Item>; order: number; bytes: number }

// A large list that changes many times a second would otherwise be loaded for each change at once.
const LOADS_AT_ONCE = 2
// Members: less is read as fast as its changes are.
const LARGE = 1_000

/** One kind of list by organization, loaded once per revision whatever the concurrency; `maxBytes` bounds all of them together. */
export function createSnapshots<Item extends Cells>(db: Db, kind: ListKind<Item>, maxBytes: number): Snapshots<Item> {
  const cache = new LRUCache<string, Kept<Item>>({ maxSize: maxBytes, sizeCalculation: ({ bytes }) => bytes })
  const loading = new Map<string, Promise<Snapshot<Item>>>()
  const runningOf = new Map<string, Set<Promise<Snapshot<Item>>>>()
  const queued = new Map<string, Promise<Snapshot<Item>>>()
  let loads = 0
  let hits = 0

  function at(orgId: OrganizationId, revision: bigint): Snapshot<Item> | undefined {
    const snapshot = cache.get(orgId)?.snapshot
    if (snapshot?.revision !== revision) return undefined
    hits += 1
    return snapshot
  }

  /** A large list that is kept is brought up to date by what changed since; any other is read. */
  async function read(orgId: OrganizationId): Promise<{ revision: bigint; parts: ListPart[] }> {
    const kept = cache.peek(orgId)?.snapshot
    const changes = kept && kept.total >= LARGE ? await kind.loadChanges(db, orgId, kept.revision) : null
    if (kept && changes) {
      return { revision: changes.revision, parts: await updateParts(kept.parts, changes, kind.idOf) }
    }
    const { revision, rows } = await kind.load(db, orgId)
    return { revision, parts: await updateParts([], { rows, userIds: [] }, kind.idOf) }
  }

  async function load(orgId: OrganizationId): Promise<Snapshot<Item>> {
    // Loads are counted by their start: one that started earlier and ended later must not push the list back.
    const order = ++loads
    const snapshot = createSnapshot(kind, { orgId, ...(await read(orgId)) }, (bytes) => {
      const kept = cache.peek(orgId)
      // A new entry, so that the cache takes note of the size.
      if (kept?.order === order) cache.set(orgId, { ...kept, bytes: kept.bytes + bytes })
    })
    if ((cache.peek(orgId)?.order ?? 0) < order) cache.set(orgId, { snapshot, order, bytes: sizeOf(snapshot) })
    // Those who wait for the load share its objects; parsing the JSON for each took 2 s of 50 callers.
    let items: readonly Item[] | undefined
    return { ...snapshot, items: () => (items ??= snapshot.items()) }
  }

  function start(orgId: OrganizationId, revision: bigint): Promise<Snapshot<Item>> {
    const key = `${orgId} ${revision}`
    const running = runningOf.get(orgId) ?? new Set()
    runningOf.set(orgId, running)
    const started: Promise<Snapshot<Item>> = load(orgId).finally(() => {
      loading.delete(key)
      running.delete(started)
      if (running.size === 0) runningOf.delete(orgId)
    })
    running.add(started)
    loading.set(key, started)
    return started
  }

  return {
    at,
    tag: (orgId, revision, format, coding) =>
      at(orgId, revision)?.tag(format, coding) ?? tagOf(kind.version, orgId, revision, format, coding),
    stats: () => ({ bytes: cache.calculatedSize, hits, loads }),
    async snapshot(orgId, revision) {
      const found = at(orgId, revision) ?? loading.get(`${orgId} ${revision}`) ?? queued.get(orgId)
      if (found) return found
      const running = runningOf.get(orgId)
      if (!running || running.size < LOADS_AT_ONCE) return start(orgId, revision)
      // Whoever comes until it starts is served by it: it reads what they have seen, or what came later.
      const next = Promise.race(running)
        .catch(() => {})
        .then(() => {
          queued.delete(orgId)
          return start(orgId, revision)
        })
      queued.set(orgId, next)
      return next
    },
  }
}

function sizeOf({ json, parts }: Snapshot<unknown>): number {
  return parts.reduce((sum, { times, marks }) => sum + times.byteLength + marks.byteLength, json.length)
}
