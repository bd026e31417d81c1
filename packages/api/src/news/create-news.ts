import { setTimeout as delay } from 'node:timers/promises'
import { readNews, type Db, type OrganizationId } from '@roster/db'
import { limitKey } from '../access/limit-key.ts'
import type { Admission, Revisions } from '../access/admit.ts'

/** Requests that wait until something changes for their callers. */
export type News = {
  /**
   * Resolves `changed` when the organization's lists, or the caller's right to see them, may have changed; another
   * admission decides. Resolves `over` after `ms`, when the client or this process ends, and at once if too many wait.
   */
  next(admission: Admission, ms: number, gone?: AbortSignal): Promise<'changed' | 'over'>
  /** Ends all waits, and accepts no further ones. */
  end(): void
  isOpen(): boolean
}

export type WaitBounds = { credential: number; organization: number; process: number }

type Waiter = { sessionId: string | null; wake: (why: 'changed' | 'over') => void }
type Group = { orgId: OrganizationId; revisions: Revisions; waiters: Set<Waiter> }

// A browser keeps one or two open; a script may wait in a few places.
const BOUNDS: WaitBounds = { credential: 8, organization: 5_000, process: 20_000 }
const EVERY_MS = 500
// How long a revocation may take to be committed after its time was taken.
const SLACK_MS = 10_000
// Each woken caller reads the mirror again: few at once, so that other requests are not delayed.
const WOKEN_AT_ONCE = 100
const PAUSE_MS = 10

/** Checks for all waiting callers with one statement twice a second, and makes no statement while none wait. */
export function createNews(db: Db, onError: (error: unknown) => void, bounds: WaitBounds = BOUNDS): News {
  const groups = new Map<string, Group>()
  const byCredential = new Map<string, number>()
  let waiting = 0
  let looking = false
  let isOpen = true

  function hasRoom(key: string, group: Group | undefined): boolean {
    if (!isOpen || waiting >= bounds.process) return false
    return (byCredential.get(key) ?? 0) < bounds.credential && (group?.waiters.size ?? 0) < bounds.organization
  }

  function join(admission: Admission, waiter: Waiter): () => void {
    const { orgId, revisions, caller } = admission
    const key = limitKey(caller)
    const group = groups.get(orgId) ?? { orgId, revisions, waiters: new Set() }
    groups.set(orgId, group)
    group.waiters.add(waiter)
    byCredential.set(key, (byCredential.get(key) ?? 0) + 1)
    waiting += 1
    return () => {
      if (!group.waiters.delete(waiter)) return
      if (group.waiters.size === 0 && groups.get(orgId) === group) groups.delete(orgId)
      waiting -= 1
      const left = (byCredential.get(key) ?? 0) - 1
      if (left > 0) byCredential.set(key, left)
      else byCredential.delete(key)
    }
  }

  /** Ends the group. Its callers check again, and later ones join a new group. */
  function dissolve(group: Group): Waiter[] {
    groups.delete(group.orgId)
    return [...group.waiters]
  }

  async function wake(waiters: readonly Waiter[]): Promise<void> {
    for (const [index, waiter] of waiters.entries()) {
      if (index > 0 && index % WOKEN_AT_ONCE === 0) await delay(PAUSE_MS)
      waiter.wake('changed')
    }
  }

  async function look(withinMs: number): Promise<void> {
    const followed = Array.from(groups.values(), ({ orgId, revisions: { users, members } }) => ({
      orgId,
      revision: users,
      memberRevision: members,
    }))
    const { orgIds, sessionIds } = await db.health.within(() => readNews(db, followed, withinMs))
    const revoked = new Set<string | null>(sessionIds)
    for (const { waiters } of revoked.size > 0 ? groups.values() : [])
      for (const waiter of waiters) if (revoked.has(waiter.sessionId)) waiter.wake('changed')
    const changed = orgIds.flatMap((orgId) => groups.get(orgId) ?? [])
    await wake(changed.flatMap(dissolve))
  }

  async function lookWhileSomebodyWaits(): Promise<void> {
    if (looking) return
    looking = true
    let lookedMs = performance.now()
    while (groups.size > 0) {
      await delay(EVERY_MS)
      if (groups.size === 0) break
      const startedMs = performance.now()
      try {
        await look(startedMs - lookedMs + SLACK_MS)
        lookedMs = startedMs
      } catch (error) {
        onError(error)
      }
    }
    looking = false
  }

  return {
    isOpen: () => isOpen,
    end() {
      isOpen = false
      for (const { waiters } of groups.values()) for (const { wake: letGo } of waiters) letGo('over')
    },
    async next(admission, ms, gone) {
      const group = groups.get(admission.orgId)
      if (gone?.aborted || !hasRoom(limitKey(admission.caller), group)) return 'over'
      if (group && isNewer(group.revisions, admission.revisions)) return 'changed'
      if (group && isNewer(admission.revisions, group.revisions)) void wake(dissolve(group))
      return new Promise((resolve) => {
        const letGo = (why: 'changed' | 'over') => {
          clearTimeout(late)
          gone?.removeEventListener('abort', end)
          leave()
          resolve(why)
        }
        const end = () => letGo('over')
        const leave = join(admission, { sessionId: admission.caller.sessionId, wake: letGo })
        const late = setTimeout(end, ms)
        gone?.addEventListener('abort', end)
        void lookWhileSomebodyWaits()
      })
    },
  }
}

function isNewer(one: Revisions, other: Revisions): boolean {
  return one.users > other.users || one.members > other.members
}
