import type { MembershipRecord } from '@roster/db'
import { ORGANIZATIONS, pairOf, type ModelClerk } from './model-clerk.ts'
import type { Shown, ShownList, SimulatedMirror } from './simulated-mirror.ts'

/** Watches the lists of one schedule; `check` names the first invariant that the step before broke. */
export type Watch = {
  /** What a signed deletion named must never show again. */
  userDeleted(userId: string): void
  membershipDeleted(membership: MembershipRecord): void
  organizationDeleted(orgId: string): void
  check(): Promise<string | null>
}

type Last = { members: Map<string, MembershipRecord>; rows: string; revision: number | bigint }

export function createWatch(mirror: SimulatedMirror, clerk: ModelClerk): Watch {
  const lastOf = new Map<string, Last>()
  const goneMemberships = new Map<string, { createdMs: number; ids: Set<string> }>()
  const goneUsers = new Set<string>()
  const goneOrganizations = new Set<string>()
  const versions = new Map<string, number>()
  let checked = -1

  function checkMember(orgId: string, { user, membership }: Shown): string | null {
    const pair = pairOf(orgId, user.id)
    if (membership.orgId !== orgId) return `1: a row of ${membership.orgId} shows in ${orgId}`
    if (!clerk.everMembers.has(pair)) return `1: ${pair} shows and never was a membership`
    const gone = goneMemberships.get(pair)
    if (gone && (membership.createdMs < gone.createdMs || gone.ids.has(membership.membershipId)))
      return `2: ${pair} shows again after its deletion`
    if (goneUsers.has(user.id) || goneOrganizations.has(orgId)) return `2: ${pair} shows after the end of one of them`
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

  /** A member that showed and, with the same membership, still is one. */
  function vanishedOf(
    before: ReadonlyMap<string, MembershipRecord>,
    now: ReadonlyMap<string, MembershipRecord>,
    orgId: string,
  ): string | null {
    const state = clerk.state()
    if (!state.organizations.has(orgId)) return null
    for (const [userId, membership] of before) {
      const real = state.memberships.get(pairOf(orgId, userId))
      if (!now.has(userId) && real?.membershipId === membership.membershipId && state.users.has(userId))
        return pairOf(orgId, userId)
    }
    return null
  }

  return {
    userDeleted: (userId) => void goneUsers.add(userId),
    organizationDeleted: (orgId) => void goneOrganizations.add(orgId),
    membershipDeleted({ orgId, userId, createdMs, membershipId }) {
      const gone = goneMemberships.get(pairOf(orgId, userId))
      const ids = new Set(gone?.ids).add(membershipId)
      goneMemberships.set(pairOf(orgId, userId), { createdMs: Math.max(createdMs, gone?.createdMs ?? 0), ids })
    },
    async check() {
      if (mirror.changes() === checked) return null
      checked = mirror.changes()
      const lists = await mirror.lists(ORGANIZATIONS)
      for (const [orgId, list] of lists) {
        const broken = checkList(orgId, list)
        if (broken) return broken
      }
      return null
    },
  }
}

/** Invariant 4, when all is quiet: where the mirror differs from Clerk, byte for byte. */
export async function differenceFromClerk(mirror: SimulatedMirror, clerk: ModelClerk): Promise<string | null> {
  const state = clerk.state()
  for (const [orgId, list] of await mirror.lists(ORGANIZATIONS)) {
    const wanted = [...state.memberships.values()]
      .filter((membership) => membership.orgId === orgId)
      .map((membership) => JSON.stringify([state.users.get(membership.userId), membership]))
    const got = (list?.members ?? []).map(({ user, membership }) => JSON.stringify([user, membership]))
    if (wanted.sort().join() !== got.sort().join()) return `4: ${orgId} is ${got.join(' ')} and not ${wanted.join(' ')}`
  }
  return null
}

function rowsOf(list: ShownList): string {
  return (list?.members ?? [])
    .map(({ user }) => `${user.id} ${user.firstName} ${user.updatedMs}`)
    .sort()
    .join()
}
