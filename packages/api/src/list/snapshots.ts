import type { Db, OrganizationId } from '@roster/db'
import { LRUCache } from 'lru-cache'
import { toCsv } from './csv.ts'
import { compress, deflatePart, tagOf, type Bytes, type Coding, type Format } from './encoding.ts'
import type { ListKind } from './list-kind.ts'
import { writeJson } from './write-json.ts'

/** The list as bytes, and the strong ETag of exactly these bytes. */
export type Encoded = { body: Bytes; etag: string; total: number }

/** The list of one organization at one revision. What is kept of it is its JSON, which is less than the objects. */
export type Snapshot<Item> = {
  /** Which list it is. */
  version: string
  orgId: OrganizationId
  revision: bigint
  json: Bytes
  items(): readonly Item[]
  tag(format: Format, coding: Coding): string
  /** The bytes of the list, made once for each format and coding. */
  encode(format: Format, coding: Coding): Promise<Encoded>
  /** The JSON as a part of a gzip stream, made once. */
  deflated(): Promise<Bytes>
}

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

/** What an item may hold, so that it can be a line of CSV. */
type Cells = Record<string, string | null>

type Kept<Item> = { snapshot: Snapshot<Item>; order: number; bytes: number }

// A large list that changes many times a second would otherwise be loaded for each change at once.
const LOADS_AT_ONCE = 2

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

  async function load(orgId: OrganizationId): Promise<Snapshot<Item>> {
    // Loads are counted by their start: one that started earlier and ended later must not push the list back.
    const order = ++loads
    const { revision, rows } = await kind.load(db, orgId)
    const json = await writeJson(rows)
    const snapshot = createSnapshot(kind, { orgId, revision, json, total: rows.length }, (bytes) => {
      const kept = cache.peek(orgId)
      // A new entry, so that the cache takes note of the size.
      if (kept?.order === order) cache.set(orgId, { ...kept, bytes: kept.bytes + bytes })
    })
    if ((cache.peek(orgId)?.order ?? 0) < order) cache.set(orgId, { snapshot, order, bytes: json.length })
    // Those who wait for the load share its objects; parsing the JSON for each took 2 s of 50 callers.
    return { ...snapshot, items: () => rows }
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

type List = Pick<Snapshot<unknown>, 'orgId' | 'revision' | 'json'> & { total: number }

/** `grow` is given how many bytes more are kept. */
function createSnapshot<Item extends Cells>(
  { version, columns }: ListKind<Item>,
  { total, ...list }: List,
  grow: (bytes: number) => void,
): Snapshot<Item> {
  const { orgId, revision, json } = list
  const tags = new Map<string, string>()
  const encodings = new Map<string, Promise<Encoded>>()
  let part: Promise<Bytes> | undefined

  function tag(format: Format, coding: Coding): string {
    const key = `${format} ${coding}`
    const known = tags.get(key)
    if (known) return known
    const made = tagOf(version, orgId, revision, format, coding)
    tags.set(key, made)
    return made
  }

  function items(): readonly Item[] {
    // oxlint-disable-next-line typescript/no-unsafe-assignment -- to validate again what was written here costs as much as to build it
    const read: Item[] = JSON.parse(json.toString())
    return read
  }

  const write: Record<Format, () => Bytes> = {
    json: () => json,
    trpc: () => Buffer.concat([Buffer.from('{"result":{"data":'), json, Buffer.from('}}')]),
    csv: () => Buffer.from(toCsv(columns, items())),
  }

  async function make(format: Format, coding: Coding): Promise<Encoded> {
    const plain = write[format]()
    const body = coding === 'identity' ? plain : await compress[coding](plain)
    if (body !== json) grow(body.length)
    return { body, etag: tag(format, coding), total }
  }

  async function deflate(): Promise<Bytes> {
    try {
      const made = await deflatePart(json)
      grow(made.length)
      return made
    } catch (error) {
      part = undefined
      throw error
    }
  }

  return {
    ...list,
    version,
    items,
    tag,
    encode(format, coding) {
      const key = `${format} ${coding}`
      const known = encodings.get(key)
      if (known) return known
      const making = make(format, coding).catch((error: unknown) => {
        encodings.delete(key)
        throw error
      })
      encodings.set(key, making)
      return making
    },
    deflated: () => (part ??= deflate()),
  }
}
