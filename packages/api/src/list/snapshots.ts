import { loadSnapshot, type Db, type OrganizationId } from '@roster/db'
import { LRUCache } from 'lru-cache'
import { toCsv } from './csv.ts'
import { compress, deflatePart, tagOf, type Bytes, type Coding, type Format } from './encoding.ts'
import { toUserList, writeUserList } from './user-list.ts'
import type { User } from '../user.ts'

/** The list as bytes, and the strong ETag of exactly these bytes. */
export type Encoded = { body: Bytes; etag: string; total: number }

/** The list of one organization at one revision. What is kept of it is its JSON, which is less than the objects. */
export type Snapshot = {
  orgId: OrganizationId
  revision: bigint
  json: Bytes
  users(): readonly User[]
  tag(format: Format, coding: Coding): string
  /** The bytes of the list, made once for each format and coding. */
  encode(format: Format, coding: Coding): Promise<Encoded>
  /** The JSON as a part of a gzip stream, made once. */
  deflated(): Promise<Bytes>
}

export type Snapshots = {
  /** The organization's list at exactly this revision, if it is kept. */
  at(orgId: OrganizationId, revision: bigint): Snapshot | undefined
  /** The organization's list as of `revision` or later. */
  snapshot(orgId: OrganizationId, revision: bigint): Promise<Snapshot>
}

type Kept = { snapshot: Snapshot; order: number; bytes: number }

// A large list that changes many times a second would otherwise be loaded for each change at once.
const LOADS_AT_ONCE = 2

/** Lists by organization, loaded once per revision whatever the concurrency; `maxBytes` bounds all of them together. */
export function createSnapshots(db: Db, maxBytes: number): Snapshots {
  const cache = new LRUCache<string, Kept>({ maxSize: maxBytes, sizeCalculation: ({ bytes }) => bytes })
  const loading = new Map<string, Promise<Snapshot>>()
  const runningOf = new Map<string, Set<Promise<Snapshot>>>()
  const queued = new Map<string, Promise<Snapshot>>()
  let loads = 0

  function at(orgId: OrganizationId, revision: bigint): Snapshot | undefined {
    const snapshot = cache.get(orgId)?.snapshot
    return snapshot?.revision === revision ? snapshot : undefined
  }

  async function load(orgId: OrganizationId): Promise<Snapshot> {
    // Loads are counted by their start: one that started earlier and ended later must not push the list back.
    const order = ++loads
    const { revision, members } = await loadSnapshot(db, orgId)
    const users = await toUserList(orgId, members)
    const json = await writeUserList(users)
    const snapshot = createSnapshot({ orgId, revision, json, total: users.length }, (bytes) => {
      const kept = cache.peek(orgId)
      // A new entry, so that the cache takes note of the size.
      if (kept?.order === order) cache.set(orgId, { ...kept, bytes: kept.bytes + bytes })
    })
    if ((cache.peek(orgId)?.order ?? 0) < order) cache.set(orgId, { snapshot, order, bytes: json.length })
    // Those who wait for the load share its objects; parsing the JSON for each took 2 s of 50 callers.
    return { ...snapshot, users: () => users }
  }

  function start(orgId: OrganizationId, revision: bigint): Promise<Snapshot> {
    const key = `${orgId} ${revision}`
    const running = runningOf.get(orgId) ?? new Set()
    runningOf.set(orgId, running)
    const started: Promise<Snapshot> = load(orgId).finally(() => {
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

type List = Pick<Snapshot, 'orgId' | 'revision' | 'json'> & { total: number }

/** `grow` hears how many bytes more are kept. */
function createSnapshot({ total, ...list }: List, grow: (bytes: number) => void): Snapshot {
  const { orgId, revision, json } = list
  const tags = new Map<string, string>()
  const encodings = new Map<string, Promise<Encoded>>()
  let part: Promise<Bytes> | undefined

  function tag(format: Format, coding: Coding): string {
    const key = `${format} ${coding}`
    const known = tags.get(key)
    if (known) return known
    const made = tagOf(orgId, revision, format, coding)
    tags.set(key, made)
    return made
  }

  async function make(format: Format, coding: Coding): Promise<Encoded> {
    const plain = write[format](json)
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
    users: () => readUsers(json),
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

const write: Record<Format, (json: Bytes) => Bytes> = {
  json: (json) => json,
  trpc: (json) => Buffer.concat([Buffer.from('{"result":{"data":'), json, Buffer.from('}}')]),
  csv: (json) => Buffer.from(toCsv(readUsers(json))),
}

function readUsers(json: Bytes): readonly User[] {
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- to validate again what was written here costs as much as to build it
  const users: User[] = JSON.parse(json.toString())
  return users
}
