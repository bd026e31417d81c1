import type { MembershipRecord } from '@roster/db'
import type { MemoryStore, Plan } from './memory-store.ts'
import { ORGANIZATIONS, pairOf, type ModelClerk } from './model-clerk.ts'

const NO_LIST = 'no list'

type Shown = Map<string, { firstName: string | null; version: number; membership: MembershipRecord }>

/** Watches the lists of one schedule; `check` names the first invariant that the step before broke. */
export type Watch = {
  /** Hears of each statement: what a signed deletion named must never show again. */
  committed(plan: Plan): void
  check(): string | null
}

export function createWatch(memory: MemoryStore, clerk: ModelClerk): Watch {
  const lastOf = new Map<string, { shown: Shown; digest: string; revision: number }>()
  const buried = new Map<string, { createdMs: number; ids: Set<string> }>()
  const buriedUsers = new Set<string>()
  const versions = new Map<string, number>()
  let checked = -1

  function bury({ orgId, userId, createdMs, membershipId }: MembershipRecord): void {
    const grave = buried.get(pairOf(orgId, userId))
    const ids = new Set(grave?.ids).add(membershipId)
    buried.set(pairOf(orgId, userId), { createdMs: Math.max(createdMs, grave?.createdMs ?? 0), ids })
  }

  function checkList(orgId: string): string | null {
    const list = memory.list(orgId)
    const shown: Shown = new Map()
    for (const { user, membership } of list ?? []) {
      const pair = pairOf(orgId, user.id)
      if (membership.orgId !== orgId) return `1: a row of ${membership.orgId} shows in ${orgId}`
      if (!clerk.everMembers.has(pair)) return `1: ${pair} shows and never was a membership`
      const grave = buried.get(pair)
      if (grave && (membership.createdMs < grave.createdMs || grave.ids.has(membership.membershipId)))
        return `2: ${pair} shows again after its deletion`
      if (buriedUsers.has(user.id)) return `2: ${user.id} shows again after its deletion`
      if (user.updatedMs < (versions.get(user.id) ?? 0)) return `3: ${user.id} went back to version ${user.updatedMs}`
      versions.set(user.id, user.updatedMs)
      if (shown.has(user.id)) return `6: ${pair} shows twice`
      shown.set(user.id, { firstName: user.firstName, version: user.updatedMs, membership })
    }
    const last = lastOf.get(orgId)
    const vanished = last && vanishedOf(last.shown, shown, orgId)
    if (vanished) return `5: ${vanished} vanished`
    const digest = digestOf(list === null ? null : shown)
    const revision = memory.revision(orgId)
    // Without its organization nobody can ask for the list, and its revision means nothing.
    const answered = list !== null || last?.digest !== NO_LIST
    if (last && answered && (last.digest === digest) !== (last.revision === revision))
      return `7: ${orgId} ${last.digest} -> ${digest} at revision ${last.revision} -> ${revision}`
    lastOf.set(orgId, { shown, digest, revision })
    return null
  }

  /** A member that showed and, with the same membership, still is one. */
  function vanishedOf(before: Shown, now: Shown, orgId: string): string | null {
    const state = clerk.state()
    if (!state.organizations.has(orgId)) return null
    for (const [userId, { membership }] of before) {
      const real = state.memberships.get(pairOf(orgId, userId))
      if (!now.has(userId) && real?.membershipId === membership.membershipId && state.users.has(userId))
        return pairOf(orgId, userId)
    }
    return null
  }

  return {
    committed(plan) {
      if (plan.table === 'organizations') return
      for (const { change, decision, key } of plan.changes)
        if (change.kind === 'deleted' && decision === 'write' && plan.table === 'users') buriedUsers.add(key)
      if (plan.table === 'users') return
      for (const { change, decision, content } of plan.changes)
        if (change.kind === 'deleted' && decision !== 'ignore' && content) bury(content)
    },
    check() {
      if (memory.commits === checked) return null
      checked = memory.commits
      for (const orgId of ORGANIZATIONS) {
        const broken = checkList(orgId)
        if (broken) return broken
      }
      return null
    },
  }
}

/** Invariant 4, when all is quiet: where the mirror differs from Clerk. */
export function differenceFromClerk(memory: MemoryStore, clerk: ModelClerk): string | null {
  const state = clerk.state()
  for (const orgId of ORGANIZATIONS) {
    const wanted = [...state.memberships.values()]
      .filter((membership) => membership.orgId === orgId)
      .map((membership) => JSON.stringify([state.users.get(membership.userId), membership]))
    const got = (memory.list(orgId) ?? []).map(({ user, membership }) => JSON.stringify([user, membership]))
    if (wanted.sort().join() !== got.sort().join()) return `4: ${orgId} is ${got.join(' ')} and not ${wanted.join(' ')}`
  }
  return null
}

function digestOf(shown: Shown | null): string {
  if (!shown) return NO_LIST
  return [...shown]
    .map(([userId, { firstName, version }]) => `${userId} ${firstName} ${version}`)
    .sort()
    .join()
}
