import { membershipRecord, userRecord } from '@roster/api/testing'
import type { MembershipRecord } from '@roster/db'
import { z } from 'zod'
import type { Faults } from './faults.ts'
import { RULES } from './memory-rows.ts'
import { pairOf, type ClerkEvent, type ModelClerk } from './model-clerk.ts'
import type { Clock } from './scheduler.ts'
import type { Shown, ShownList, SimulatedMirror } from './simulated-mirror.ts'

export type Watch = ReturnType<typeof createWatch>

type Last = { members: Map<string, MembershipRecord>; rows: string; revision: number | bigint }

const deletion = z.object({
  id: z.string(),
  organization: z.object({ id: z.string() }).optional(),
  public_user_data: z.object({ user_id: z.string() }).optional().catch(undefined),
})

// Two 404 answers for an organization that are so far apart are believed.
const TWICE = 60_000_000
const TEN_MINUTES = 600_000_000
const MOST_ABSENT = 3

/** Watches the lists of one schedule. */
export function createWatch(mirror: SimulatedMirror, clerk: ModelClerk, clock: Clock, faults: Faults) {
  const lastOf = new Map<string, Last>()
  const goneMemberships = new Map<string, { createdMs: number; ids: Set<string> }>()
  const goneUsers = new Set<string>()
  const goneOrganizations = new Set<string>()
  const versions = new Map<string, number>()
  const deniedSince = new Map<string, number>()
  const denied = new Set<string>()
  const live = new Set<string>()
  const absentSince = new Map<string, number>()
  // If reads may be staler than the fence, or the clock was set back, an absent record may exist.
  const isFenced = () => faults.staleness <= (clock.wasSetBack ? 0 : RULES.fence)
  let hasChanged = true

  function checkMember(orgId: string, { user, membership }: Shown): string | null {
    const pair = pairOf(orgId, user.id)
    if (membership.orgId !== orgId) return `1: a row of ${membership.orgId} shows in ${orgId}`
    if (!clerk.everMembers.has(pair)) return `1: ${pair} shows and never was a membership`
    const gone = goneMemberships.get(pair)
    // If two memberships were created in the same millisecond, only a read can tell which one was deleted last.
    const isSame = gone?.ids.has(membership.membershipId) === true && (isFenced() || gone.ids.size === 1)
    if (gone && (membership.createdMs < gone.createdMs || isSame)) return `2: ${pair} shows again after its deletion`
    if (goneUsers.has(user.id) || goneOrganizations.has(orgId)) return `2: ${pair} shows after the end of one of them`
    // A version that Clerk never had, or no longer sends, may be replaced by an older one.
    if (!clerk.hadVersion(user.id, user.updatedMs) || clerk.odd.has(user.id)) return null
    if (user.updatedMs < (versions.get(user.id) ?? 0)) return `3: ${user.id} went back to version ${user.updatedMs}`
    versions.set(user.id, user.updatedMs)
    return null
  }

  function checkList(orgId: string, list: ShownList): string | null {
    if (!list) return null
    const members = new Map<string, MembershipRecord>()
    for (const shown of list.members) {
      const broken = checkMember(orgId, shown)
      if (broken) return broken
      if (members.has(shown.user.id)) return `6: ${pairOf(orgId, shown.user.id)} shows twice`
      members.set(shown.user.id, shown.membership)
    }
    const last = lastOf.get(orgId)
    const vanished = last && vanishedOf(last.members, members, orgId)
    if (vanished) return `5: ${vanished} vanished`
    const rows = rowsOf(list)
    const { revision } = list
    lastOf.set(orgId, { members, rows, revision })
    if (!last || (last.rows === rows ? last.revision === revision : last.revision < revision)) return null
    return `7: ${orgId} ${last.rows} -> ${rows} at revision ${last.revision} -> ${revision}`
  }

  /** A member that was listed, vanished, and still has the same membership, without a wrong 404 that had to be believed. */
  function vanishedOf(
    before: ReadonlyMap<string, MembershipRecord>,
    now: ReadonlyMap<string, MembershipRecord>,
    orgId: string,
  ): string | null {
    const state = clerk.state()
    if (!isFenced() || denied.has('everybody') || denied.has(orgId) || !state.organizations.has(orgId)) return null
    for (const [userId, membership] of before) {
      const real = state.memberships.get(pairOf(orgId, userId))
      if (now.has(userId) || real?.membershipId !== membership.membershipId) continue
      if (state.users.has(userId) && !denied.has(userId)) return pairOf(orgId, userId)
    }
    return null
  }

  /** However many 404 answers come at once, only few existing organizations may become absent. */
  async function checkBrake(): Promise<string | null> {
    if (clock.wasSetBack || clerk.organizationIds.length <= MOST_ABSENT) return null
    const store = mirror.store()
    for (const orgId of clerk.state().organizations.keys()) {
      const { state } = await store.readSync(orgId)
      if (state === 'live') live.add(orgId)
      if (state !== 'absent') absentSince.delete(orgId)
      else if (live.delete(orgId)) absentSince.set(orgId, clock.passed)
    }
    const recent = [...absentSince.values()].filter((since) => since > clock.passed - TEN_MINUTES)
    return recent.length > MOST_ABSENT ? `8: ${recent.length} organizations are absent that are there` : null
  }

  function membershipDeleted({ orgId, userId, membershipId, createdMs }: MembershipRecord): void {
    const gone = goneMemberships.get(pairOf(orgId, userId))
    const ids = new Set(gone?.ids).add(membershipId)
    goneMemberships.set(pairOf(orgId, userId), { createdMs: Math.max(createdMs, gone?.createdMs ?? 0), ids })
  }

  return {
    /** To be called after an event was applied: a deleted record must never show again. */
    taken({ type, data }: ClerkEvent): void {
      const ended = deletion.safeParse(data).data
      if (!ended) return
      if (type === 'user.deleted') goneUsers.add(ended.id)
      if (type === 'organization.deleted') goneOrganizations.add(ended.id)
      if (type !== 'organizationMembership.deleted' || !ended.organization) return
      const { id: orgId } = ended.organization
      const userId = ended.public_user_data?.user_id
      if (userId === undefined) {
        // Without the user, only a listed membership can be found.
        for (const membership of lastOf.get(orgId)?.members.values() ?? [])
          if (membership.membershipId === ended.id) membershipDeleted(membership)
      } else {
        const { data: membership } = membershipRecord.safeParse(data)
        if (membership) membershipDeleted(membership)
      }
    },
    /** To be called when Clerk wrongly answered 404 for this id, or for `everybody`. */
    misled(id: string): void {
      const since = deniedSince.get(id) ?? clock.passed
      deniedSince.set(id, since)
      if (!clerk.organizationIds.includes(id) || clock.passed >= since + TWICE) denied.add(id)
    },
    /** To be called when a statement changes rows. */
    changed(): void {
      hasChanged = true
    },
    /** The first invariant that the previous step broke. */
    async check(): Promise<string | null> {
      if (!hasChanged) return null
      hasChanged = false
      const braked = await checkBrake()
      if (braked) return braked
      const lists = mirror.lists(clerk.organizationIds)
      for (const [orgId, list] of lists instanceof Promise ? await lists : lists) {
        const broken = checkList(orgId, list)
        if (broken) return broken
      }
      return null
    },
  }
}

/** Invariant 4, after the faults: a difference between the mirror and the readable records of Clerk, byte for byte. */
export async function differenceFromClerk(mirror: SimulatedMirror, clerk: ModelClerk): Promise<string | null> {
  const state = clerk.state()
  for (const [orgId, list] of await mirror.lists(clerk.organizationIds)) {
    const wanted: string[] = []
    const unread = new Set<string>()
    for (const membership of state.memberships.values()) {
      if (membership.orgId !== orgId) continue
      const real = state.users.get(membership.userId)
      const user = real && (clerk.odd.has(real.id) ? userRecord.safeParse(clerk.payload.user(real)).data : real)
      const readable = clerk.odd.has(pairOf(orgId, membership.userId))
        ? membershipRecord.safeParse(clerk.payload.membership(membership)).data
        : membership
      if (user && readable) wanted.push(rowOf(user, readable))
      else unread.add(membership.userId)
    }
    const got = (list?.members ?? []).filter(({ user }) => !unread.has(user.id))
    const shown = got.map(({ user, membership }) => rowOf(user, membership))
    if (wanted.sort().join() !== shown.sort().join())
      return `4: ${orgId} is ${shown.join(' ')} and not ${wanted.join(' ')}`
  }
  return null
}

/** The row as text, whatever the order of its fields. */
export function rowOf(user: Shown['user'], membership: MembershipRecord): string {
  return JSON.stringify([user, membership], (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}

function rowsOf(list: ShownList): string {
  return (list?.members ?? [])
    .map(({ user }) => `${user.id} ${user.firstName} ${user.email} ${user.createdMs} ${user.updatedMs}`)
    .sort()
    .join()
}
