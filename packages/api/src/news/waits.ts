import type { Followed } from '@roster/db'
import type { Admission, Revisions } from '../access/admit.ts'
import { limitKey } from '../access/limit-key.ts'
import { onGone, type Client } from './client.ts'

/** How many may wait at once. */
export type WaitBounds = { credential: number; organization: number; process: number }

/** Resumes the request. A function, because a promise and what awaits it take several times the memory. */
export type Resume = (why: 'changed' | 'over') => void

/** What a waiting request keeps in memory, beside what it resumes. */
export type Waiter = {
  caller: Admission['caller']
  group: Group
  client: Client | undefined
  late: NodeJS.Timeout
  end: () => void
  resume: Resume
}

/** The waiters of an organization who know the same revisions. */
type Group = Pick<Admission, 'orgId' | 'revisions'> & { waiters: Set<Waiter> }

// A browser keeps one or two open; a script may wait in a few places.
const BOUNDS: WaitBounds = { credential: 8, organization: 5_000, process: 20_000 }
// Node keeps one list for all timers of the same duration.
const ROUNDED_MS = 10
// Those admitted by one check would end in the same turn of the event loop: half a second apart instead, of 25 s.
const SPREAD = 0.02

export function createWaits(bounds = BOUNDS) {
  const groups = new Map<string, Group>()
  const byCredential = new Map<string, number>()
  let waiting = 0

  function letGo(waiter: Waiter, why: 'changed' | 'over'): void {
    const { group, caller, client, late, end, resume } = waiter
    if (!group.waiters.delete(waiter)) return
    clearTimeout(late)
    client?.off?.('close', end)
    if (group.waiters.size === 0 && groups.get(group.orgId) === group) groups.delete(group.orgId)
    waiting -= 1
    const key = limitKey(caller)
    const left = (byCredential.get(key) ?? 0) - 1
    if (left > 0) byCredential.set(key, left)
    else byCredential.delete(key)
    resume(why)
  }

  return {
    letGo,
    any: () => groups.size > 0,

    hasRoom({ orgId, caller }: Admission): boolean {
      if (waiting >= bounds.process || (byCredential.get(limitKey(caller)) ?? 0) >= bounds.credential) return false
      return (groups.get(orgId)?.waiters.size ?? 0) < bounds.organization
    },

    /** The age of the caller's revisions, compared with those of the organization's waiters. */
    compare({ orgId, revisions }: Admission): 'older' | 'newer' | 'same' {
      const known = groups.get(orgId)?.revisions ?? revisions
      if (isNewer(known, revisions)) return 'older'
      return isNewer(revisions, known) ? 'newer' : 'same'
    },

    add({ orgId, revisions, caller }: Admission, ms: number, client: Client | undefined, resume: Resume): void {
      const group = groups.get(orgId) ?? { orgId, revisions, waiters: new Set() }
      groups.set(orgId, group)
      const key = limitKey(caller)
      byCredential.set(key, (byCredential.get(key) ?? 0) + 1)
      waiting += 1
      const end = () => letGo(waiter, 'over')
      const lasts = ms * (1 - SPREAD * Math.random())
      const late = setTimeout(end, Math.ceil(lasts / ROUNDED_MS) * ROUNDED_MS)
      const waiter = { caller, group, client, late, end, resume }
      group.waiters.add(waiter)
      if (client) onGone(client, end)
    },

    followed: (): Followed[] =>
      Array.from(groups.values(), ({ orgId, revisions: { users, members } }) => ({
        orgId,
        revision: users,
        memberRevision: members,
      })),

    /** Ends the groups. Their callers check again, and later ones join new groups. */
    dissolve(orgIds: readonly string[]): Waiter[] {
      return orgIds.flatMap((orgId) => {
        const waiters = [...(groups.get(orgId)?.waiters ?? [])]
        groups.delete(orgId)
        return waiters
      })
    },

    /** The waiters of these sessions and keys. */
    ofCredentials: (keys: ReadonlySet<string>): Waiter[] =>
      Array.from(groups.values(), ({ waiters }) =>
        [...waiters].filter(({ caller }) => keys.has(limitKey(caller))),
      ).flat(),

    end(): void {
      for (const { waiters } of groups.values()) for (const waiter of waiters) letGo(waiter, 'over')
    },
  }
}

function isNewer(one: Revisions, other: Revisions): boolean {
  return one.users > other.users || one.members > other.members
}
