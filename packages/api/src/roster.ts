import { loadSnapshot, type Db, type OrganizationId } from '@roster/db'
import { LRUCache } from 'lru-cache'
import { encodeUsers, tagOf, type Bytes, type Coding, type Format } from './encoding.ts'
import { toUserList } from './user-list.ts'
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

/** The list of one organization at one revision. `order` counts loads by their start. */
type Snapshot = {
  orgId: OrganizationId
  revision: bigint
  users: readonly User[]
  order: number
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
  const loading = new Map<string, Promise<Snapshot>>()
  const snapshots = new WeakMap<readonly User[], Snapshot>()
  let loads = 0

  async function load(orgId: OrganizationId): Promise<Snapshot> {
    const order = ++loads
    const { revision, members } = await loadSnapshot(db, orgId)
    const users = toUserList(orgId, members)
    const bytes = 1 + users.length * BYTES_PER_USER
    const snapshot: Snapshot = { orgId, revision, users, order, bytes, tags: new Map(), encodings: new Map(), encoding: new Map() }
    snapshots.set(users, snapshot)
    // A load that started earlier may end later: it must not push the list back.
    if ((cache.peek(orgId)?.snapshot.order ?? 0) < order) cache.set(orgId, { snapshot })
    return snapshot
  }

  async function find(orgId: OrganizationId, revision: bigint): Promise<Snapshot> {
    const cached = at(orgId, revision)
    if (cached) return cached
    const key = `${orgId} ${revision}`
    const running = loading.get(key)
    if (running) return running
    const started = load(orgId).finally(() => loading.delete(key))
    loading.set(key, started)
    return started
  }

  /** The list at exactly this revision, if it is here. */
  function at(orgId: OrganizationId, revision: bigint): Snapshot | undefined {
    const cached = cache.get(orgId)?.snapshot
    return cached?.revision === revision ? cached : undefined
  }

  async function encodeSnapshot(snapshot: Snapshot, format: Format, coding: Coding): Promise<Encoded> {
    const { orgId, revision, users } = snapshot
    const body = await encodeUsers(users, format, coding)
    const encoded = { body, etag: tagOf(orgId, revision, format, coding), total: users.length }
    snapshot.encodings.set(keyOf(format, coding), encoded)
    snapshot.bytes += body.length
    // A new entry, so that the cache takes note of the size.
    if (cache.peek(orgId)?.snapshot === snapshot) cache.set(orgId, { snapshot })
    return encoded
  }

  return {
    list: async (orgId, revision) => (await find(orgId, revision)).users,

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

function keyOf(format: Format, coding: Coding): string {
  return `${format} ${coding}`
}

// Measured: the heap that the frozen users of a demo organization take, divided by their number.
const BYTES_PER_USER = 450
