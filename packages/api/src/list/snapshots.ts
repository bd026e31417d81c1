import type { Db, OrganizationId } from '@roster/db'
import { LRUCache } from 'lru-cache'
import { sizeOf, tagOf, type Coding, type Format } from './encoding.ts'
import { createLetOthersRun, type LetOthersRun } from './let-others-run.ts'
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
  /**
   * Returns a very large list as it was within the last 1.5 s, and refreshes it in the background, every 0.9 s at most.
   * Undefined if it is older, or not very large: its callers wait for the newest one.
   */
  recent(orgId: OrganizationId, revision: bigint): Snapshot<Item> | undefined
  stats: () => { bytes: number; hits: number; loads: number }
}

/** A list that includes all that was committed before `readMs`. */
type Kept<Item> = { snapshot: Snapshot<Item>; bytes: number; readMs: number }

/** A load in progress, the revision that its first caller has seen, and whether anybody waits for it. */
type Loading<Item> = { revision: bigint; list: Promise<Snapshot<Item>>; isAwaited: boolean }

// Members. A smaller list is read as fast as its changes are.
const LARGE = 1_000
/** How old a recent list may be. */
export const OLDEST_MS = 1_500
const REFRESH_MS = 900

/** A cache of one kind of list by organization, loaded once per revision at any concurrency, of at most `maxBytes`. */
export function createSnapshots<Item extends Cells>(
  db: Db,
  kind: ListKind<Item>,
  maxBytes: number,
  isSending?: () => boolean,
): Snapshots<Item> {
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
  async function read(
    orgId: OrganizationId,
    letOthersRun: LetOthersRun,
  ): Promise<{ revision: bigint; parts: ListPart[] }> {
    const kept = cache.peek(orgId)?.snapshot
    const changes = kept && kept.total >= LARGE ? await kind.loadChanges(db, orgId, kept.revision) : null
    if (kept && changes) {
      return { revision: changes.revision, parts: await updateParts(kept.parts, changes, kind.idOf, letOthersRun) }
    }
    const { revision, rows } = await kind.load(db, orgId)
    return { revision, parts: await updateParts([], { rows, userIds: [] }, kind.idOf) }
  }

  async function load(orgId: OrganizationId, letOthersRun: LetOthersRun): Promise<Snapshot<Item>> {
    loads += 1
    const readMs = performance.now()
    let bytes = 0
    const snapshot: Snapshot<Item> = createSnapshot(kind, { orgId, ...(await read(orgId, letOthersRun)) }, (more) => {
      bytes += more
      // A new entry, so that the cache registers the new size.
      if (cache.peek(orgId)?.snapshot === snapshot) cache.set(orgId, { snapshot, bytes, readMs })
    })
    bytes += memoryOf(snapshot)
    // If the list before it was compressed, a reader is likely to want this one so, too, and is served the list before it until
    // then. A failure is thrown where the result is awaited.
    if (isVeryLarge(snapshot) && snapshot.parts.some(({ gzip }) => gzip.deflated !== undefined))
      await snapshot.deflated(letOthersRun).catch(() => {})
    cache.set(orgId, { snapshot, bytes, readMs })
    // Callers that wait for the load share its objects; parsing the JSON for each took 2 s for 50 callers.
    let items: readonly Item[] | undefined
    return { ...snapshot, items: () => (items ??= snapshot.items()) }
  }

  function start(orgId: OrganizationId, revision: bigint, isAwaited = true): Promise<Snapshot<Item>> {
    const letOthersRun = createLetOthersRun(() => running.get(orgId)?.isAwaited !== false, isSending)
    const list = load(orgId, letOthersRun).finally(() => running.delete(orgId))
    running.set(orgId, { revision, list, isAwaited })
    return list
  }

  return {
    at,
    tag: (orgId, revision, format, coding) =>
      at(orgId, revision)?.tag(format, coding) ?? tagOf(kind.version, orgId, revision, format, coding),
    recent(orgId, revision) {
      const kept = cache.peek(orgId)
      const ageMs = kept ? performance.now() - kept.readMs : OLDEST_MS
      if (!kept || !isVeryLarge(kept.snapshot) || ageMs >= OLDEST_MS) return undefined
      // A caller that waits for the next refresh learns why one failed.
      if (ageMs >= REFRESH_MS && !running.has(orgId)) start(orgId, revision, false).catch(() => {})
      hits += 1
      return kept.snapshot
    },
    stats: () => ({ bytes: cache.calculatedSize, hits, loads }),
    async snapshot(orgId, revision) {
      const current = running.get(orgId)
      if (current) current.isAwaited = true
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

/** Whether the list is sent in pieces. */
function isVeryLarge({ json }: Snapshot<unknown>): boolean {
  return json.length > 1
}

function memoryOf({ json, parts }: Snapshot<unknown>): number {
  return parts.reduce(
    (sum, { ends, times, marks }) => sum + ends.byteLength + times.byteLength + marks.byteLength,
    sizeOf(json),
  )
}
