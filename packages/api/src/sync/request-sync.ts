import { LRUCache } from 'lru-cache'
import { askClerk } from '../clerk/ask-clerk.ts'
import { reconcileLeased, reconcileOrganization } from './reconcile/reconcile.ts'
import type { SyncDeps } from './sync-deps.ts'

export type Known = 'known' | 'still-filling' | 'unavailable' | 'missing'
export type Confirmed = 'member' | 'not-member' | 'unavailable'
export type StrongRead = 'confirmed' | 'missing' | 'rate-limited' | 'unavailable'

/** The reads of Clerk on behalf of requests. One process makes the same read at most once at a time. */
export type RequestSync = {
  /**
   * Waits up to 5 s for one completed reconcile of the organization, which continues without the caller after that. A
   * 404 from Clerk is cached for 10 s: `missing` if it is certain, `unavailable` if not.
   */
  ensureKnown(orgId: string): Promise<Known>
  /** Makes one point read of a membership and writes it to the mirror. `not-member` is cached for 10 s. */
  confirmMembership(orgId: string, userId: string): Promise<Confirmed>
  /**
   * Makes a reconcile that starts after the call, once in 2 s for an organization, and shared by all that wait for its
   * start. `unavailable` after 20 s.
   */
  requestStrong(orgId: string): Promise<StrongRead>
}

const PATIENCE_MS = 5_000
const POLL_MS = 250
const STRONG_PATIENCE_MS = 20_000
const REMEMBER_MS = 10_000
const FENCE_MS = 10_000
const STRONG_EVERY = 2_000_000

export function createRequestSync(deps: SyncDeps): RequestSync {
  const { store, sleep } = deps
  const filling = new Map<string, Promise<Known>>()
  const confirming = new Map<string, Promise<Confirmed>>()
  const waiting = new Map<string, Promise<StrongRead>>()
  const unknown = new LRUCache<string, 'missing' | 'unavailable'>({ max: 1_000, ttl: REMEMBER_MS })
  const strangers = new LRUCache<string, true>({ max: 10_000, ttl: REMEMBER_MS })

  async function isKnown(orgId: string): Promise<boolean> {
    const { state, synced } = await store.readSync(orgId)
    return synced && state === 'live'
  }

  async function fill(orgId: string): Promise<Known> {
    for (;;) {
      const { outcome } = await reconcileOrganization(deps, orgId)
      if (outcome === 'completed') return 'known'
      if (outcome === 'missing' || outcome === 'doubtful') {
        const known = outcome === 'missing' ? 'missing' : 'unavailable'
        unknown.set(orgId, known)
        return known
      }
      if (outcome !== 'busy' && outcome !== 'superseded') return 'unavailable'
      // Another replica is reconciling it.
      await sleep(POLL_MS)
      if (await isKnown(orgId)) return 'known'
    }
  }

  async function confirm(orgId: string, userId: string): Promise<Confirmed> {
    const { answer, startedAt } = await askClerk(deps, 'strong', (reader) => reader.findMemberships(orgId, [userId]))
    if (answer.kind === 'missing') await store.hurryOrganization(orgId)
    if (answer.kind !== 'found') return 'unavailable'
    const { memberships, missing } = answer.value
    if (memberships.length > 0) {
      await store.applyMemberships(memberships, { kind: 'point', startedAt })
      return 'member'
    }
    if (missing.length === 0) return 'unavailable'
    await store.applyMembershipsAbsent(orgId, missing, startedAt)
    strangers.set(`${orgId} ${userId}`, true)
    return 'not-member'
  }

  async function readStrongly(orgId: string, mayRepeat = true): Promise<StrongRead> {
    for (;;) {
      const { confirmedAt } = await store.readSync(orgId)
      const early = confirmedAt === null ? 0 : confirmedAt + STRONG_EVERY - (await store.now())
      if (early > 0) await sleep(Math.ceil(early / 1000))
      const lease = await store.leaseOrganization(orgId)
      if (!lease) {
        await sleep(POLL_MS)
        continue
      }
      // Callers from here on need a later reconcile.
      waiting.delete(orgId)
      const { outcome, marked } = await reconcileLeased(deps, lease, { spender: 'strong' })
      if (outcome === 'completed' && marked === 0) return 'confirmed'
      if (outcome === 'completed' && mayRepeat) {
        // A row that was written less than 10 s before the read is only marked, so a later read has to follow.
        await sleep(FENCE_MS)
        return once(waiting, orgId, () => readStrongly(orgId, false))
      }
      return outcome === 'missing' || outcome === 'rate-limited' ? outcome : 'unavailable'
    }
  }

  return {
    async ensureKnown(orgId) {
      if (await isKnown(orgId)) return 'known'
      const remembered = unknown.get(orgId)
      if (remembered) return remembered
      return Promise.race([
        once(filling, orgId, () => fill(orgId)),
        sleep(PATIENCE_MS).then((): Known => 'still-filling'),
      ])
    },

    async confirmMembership(orgId, userId) {
      const key = `${orgId} ${userId}`
      return strangers.has(key) ? 'not-member' : once(confirming, key, () => confirm(orgId, userId))
    },

    requestStrong: (orgId) =>
      Promise.race([
        once(waiting, orgId, () => readStrongly(orgId)),
        sleep(STRONG_PATIENCE_MS).then((): StrongRead => 'unavailable'),
      ]),
  }
}

/** Returns the pending promise for a key, or starts one. */
function once<Result>(
  running: Map<string, Promise<Result>>,
  key: string,
  start: () => Promise<Result>,
): Promise<Result> {
  const shared = running.get(key)
  if (shared) return shared
  const started = start().finally(() => {
    if (running.get(key) === started) running.delete(key)
  })
  running.set(key, started)
  return started
}
