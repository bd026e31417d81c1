import { loadSnapshot, type Db, type OrganizationId } from '@roster/db'
import { LRUCache } from 'lru-cache'
import { toCsv } from './csv.ts'
import { compress, tagOf, type Bytes, type Coding, type Format } from './encoding.ts'
import { readUserList, toUserList, writeUserList } from './user-list.ts'
import type { User } from './user.ts'

/** The list as bytes, and the strong ETag of exactly these bytes. */
export type Encoded = { body: Bytes; etag: string; total: number }

export type Roster = {
  /** The organization's users as of `revision` or later: the same frozen array for as long as they don't change. */
  list(orgId: OrganizationId, revision: bigint): Promise<readonly User[]>
  /** The strong ETag of the organization's list at this revision, whether or not the list is loaded. */
  tag(orgId: OrganizationId, revision: bigint, format: Format, coding: Coding): string
  /** The bytes that the organization's list at exactly this revision was encoded to before, if it was. */
  encoded(orgId: OrganizationId, revision: bigint, format: Format, coding: Coding): Encoded | undefined
  /** The bytes of a list that `list` answered, made once for each format and coding. */
  encode(users: readonly User[], format: Format, coding: Coding): Promise<Encoded>
}

/**
 * The list of one organization at one revision. `order` counts loads by their start. What is kept is the JSON, which is
 * less than the objects; they are held for as long as somebody uses them, and read from it again after that.
 */
type Snapshot = {
  orgId: OrganizationId
  revision: bigint
  order: number
  json: Bytes
  total: number
  users: WeakRef<readonly User[]>
  bytes: number
  tags: Map<string, string>
  encodings: Map<string, Encoded>
  encoding: Map<string, Promise<Encoded>>
}

/** Lists by organization, loaded once per revision whatever the concurrency; `maxBytes` bounds all of them together. */
export function createRoster(db: Db, maxBytes: number): Roster {
  const cache = new LRUCache<string, { snapshot: Snapshot }>({
    maxSize: maxBytes,
    sizeCalculation: ({ snapshot }) => snapshot.bytes,
  })
  const loading = new Map<string, Promise<{ snapshot: Snapshot; users: readonly User[] }>>()
  const snapshots = new WeakMap<readonly User[], Snapshot>()
  let loads = 0

  /** The list at exactly this revision, if it is here. */
  function at(orgId: OrganizationId, revision: bigint): Snapshot | undefined {
    const cached = cache.get(orgId)?.snapshot
    return cached?.revision === revision ? cached : undefined
  }

  async function load(orgId: OrganizationId) {
    const order = ++loads
    const { revision, members } = await loadSnapshot(db, orgId)
    const users = await toUserList(orgId, members)
    const json = await writeUserList(users)
    const snapshot: Snapshot = {
      orgId,
      revision,
      order,
      json,
      total: users.length,
      users: new WeakRef(users),
      bytes: json.length,
      tags: new Map(),
      encodings: new Map(),
      encoding: new Map(),
    }
    snapshots.set(users, snapshot)
    // A load that started earlier may end later: it must not push the list back.
    if ((cache.peek(orgId)?.snapshot.order ?? 0) < order) cache.set(orgId, { snapshot })
    return { snapshot, users }
  }

  function usersOf(snapshot: Snapshot): readonly User[] {
    const held = snapshot.users.deref()
    if (held) return held
    const users = readUserList(snapshot.json)
    snapshot.users = new WeakRef(users)
    snapshots.set(users, snapshot)
    return users
  }

  async function encodeSnapshot(snapshot: Snapshot, format: Format, coding: Coding): Promise<Encoded> {
    const { orgId, revision, total } = snapshot
    const plain = write[format](snapshot.json, () => usersOf(snapshot))
    const body = coding === 'identity' ? plain : await compress[coding](plain)
    const encoded = { body, etag: tagOf(orgId, revision, format, coding), total }
    snapshot.encodings.set(keyOf(format, coding), encoded)
    if (body !== snapshot.json) snapshot.bytes += body.length
    // A new entry, so that the cache takes note of the size.
    if (cache.peek(orgId)?.snapshot === snapshot) cache.set(orgId, { snapshot })
    return encoded
  }

  return {
    async list(orgId, revision) {
      const cached = at(orgId, revision)
      if (cached) return usersOf(cached)
      const key = `${orgId} ${revision}`
      const started = loading.get(key) ?? load(orgId).finally(() => loading.delete(key))
      loading.set(key, started)
      return (await started).users
    },

    tag(orgId, revision, format, coding) {
      const tags = at(orgId, revision)?.tags
      const known = tags?.get(keyOf(format, coding))
      if (known) return known
      const tag = tagOf(orgId, revision, format, coding)
      tags?.set(keyOf(format, coding), tag)
      return tag
    },

    encoded: (orgId, revision, format, coding) => at(orgId, revision)?.encodings.get(keyOf(format, coding)),

    async encode(users, format, coding) {
      const snapshot = snapshots.get(users)
      if (!snapshot) throw new Error('Only a list that the roster answered can be encoded')
      const key = keyOf(format, coding)
      const made = snapshot.encodings.get(key) ?? snapshot.encoding.get(key)
      if (made) return made
      const making = encodeSnapshot(snapshot, format, coding).finally(() => snapshot.encoding.delete(key))
      snapshot.encoding.set(key, making)
      return making
    },
  }
}

const write: Record<Format, (json: Bytes, users: () => readonly User[]) => Bytes> = {
  json: (json) => json,
  trpc: (json) => Buffer.concat([Buffer.from('{"result":{"data":'), json, Buffer.from('}}')]),
  csv: (_json, users) => Buffer.from(toCsv(users())),
}

function keyOf(format: Format, coding: Coding): string {
  return `${format} ${coding}`
}
