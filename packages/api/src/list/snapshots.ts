import type { Db, OrganizationId } from '@roster/db'
import { LRUCache } from 'lru-cache'
import { sizeOf, tagOf, type Coding, type Format } from './encoding.ts'
import type { ListKind } from './list-kind.ts'
import { updateParts, type ListPart } from './list-parts.ts'
import { createSnapshot, type Cells, type Snapshot } from './snapshot.ts'

export type Snapshots<Item> = {
  /** Returns the organization's list at exactly this revision, if cached. */
  at(orgId: OrganizationId, revision: bigint): Snapshot<Item> | undefined
  /** Returns the ETag of the list at this revision, whether cached or not. */
  tag(orgId: OrganizationId, revision: bigint, format: Format, coding: Coding): string
  /** Returns the organization's list as of `revision` or later. */
  snapshot(orgId: OrganizationId, revision: bigint): Promise<Snapshot<Item>>
  stats: () => { bytes: number; hits: number; loads: number }
}

type Kept<Item> = { snapshot: Snapshot<Item>; bytes: number }

/** A load in progress, and the revision that its first caller has seen. */
type Loading<Item> = { revision: bigint; list: Promise<Snapshot<Item>> }

// Members. A smaller list is read as fast as its changes are.
const LARGE = 1_000

/** A cache of one kind of list by organization, loaded once per revision at any concurrency, of at most `maxBytes`. */
export function createSnapshots<Item extends Cells>(db: Db, kind: ListKind<Item>, maxBytes: number): Snapshots<Item> {
  const cache = new LRUCache<string, Kept<Item>>({ maxSize: maxBytes, sizeCalculation: ({ bytes }) => bytes })
  // One at a time: a large list that changes many times a second would be loaded for each change at once.
  const running = new Map<string, Loading<Item>>()
  const queued = new Map<string, Promise<Snapshot<Item>>>()
  let loads = 0
  let hits = 0

  function at(orgId: OrganizationId, revision: bigint): Snapshot<Item> | undefined {
    const snapshot = cache.get(orgId)?.snapshot
    if (snapshot?.revision !== revision) return undefined
    hits += 1
    return snapshot
  }

  /** Refreshes a cached large list with its changes; reads any other list. */
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
    loads += 1
    const snapshot: Snapshot<Item> = createSnapshot(kind, { orgId, ...(await read(orgId)) }, (bytes) => {
      const kept = cache.peek(orgId)
      // A new entry, so that the cache registers the new size.
      if (kept?.snapshot === snapshot) cache.set(orgId, { ...kept, bytes: kept.bytes + bytes })
    })
    cache.set(orgId, { snapshot, bytes: memoryOf(snapshot) })
    // If the list before it was compressed, a reader is likely to want this one so, too: compressing what changed in a second
    // of many changes takes half a second. A failure is thrown where the result is awaited.
    if (snapshot.json.length > 1 && snapshot.parts.some(({ gzip }) => gzip.deflated !== undefined))
      snapshot.deflated().catch(() => {})
    // Callers that wait for the load share its objects; parsing the JSON for each took 2 s for 50 callers.
    let items: readonly Item[] | undefined
    return { ...snapshot, items: () => (items ??= snapshot.items()) }
  }

  function start(orgId: OrganizationId, revision: bigint): Promise<Snapshot<Item>> {
    const list = load(orgId).finally(() => running.delete(orgId))
    running.set(orgId, { revision, list })
    return list
  }

  return {
    at,
    tag: (orgId, revision, format, coding) =>
      at(orgId, revision)?.tag(format, coding) ?? tagOf(kind.version, orgId, revision, format, coding),
    stats: () => ({ bytes: cache.calculatedSize, hits, loads }),
    async snapshot(orgId, revision) {
      const current = running.get(orgId)
      const found = at(orgId, revision) ?? (current && current.revision >= revision ? current.list : queued.get(orgId))
      if (found) return found
      if (!current) return start(orgId, revision)
      // Serves all callers until it starts: it reads what they have seen, or a later state.
      const next = current.list
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

function memoryOf({ json, parts }: Snapshot<unknown>): number {
  return parts.reduce(
    (sum, { ends, times, marks }) => sum + ends.byteLength + times.byteLength + marks.byteLength,
    sizeOf(json),
  )
}
