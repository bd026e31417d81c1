import { membershipRecord } from '@roster/api/testing'
import type { Db, MembershipRecord } from '@roster/db'
import { readShown } from '@roster/db/testing'
import { pairOf, type ClerkEvent } from '../simulator/model-clerk.ts'
import { shownDigest } from './shown-digest.ts'

type Violated = (kind: 'resurrection' | 'backward step' | 'unrevised list', what: string) => void

/** Watches the lists of a round. Every reading is checked against the events that were applied before it began. */
export function watchLists(db: Db, orgIds: readonly string[], violated: Violated) {
  const goneUsers = new Set<string>()
  const goneMembers = new Map<string, MembershipRecord[]>()
  const versions = new Map<string, number>()
  const digests = new Map<string, string>()

  function isBack({ orgId, userId, createdMs, membershipId }: MembershipRecord, known: Gone): boolean {
    const gone = known.members.get(pairOf(orgId, userId)) ?? []
    return (
      known.users.has(userId) ||
      gone.some((other) => createdMs < other.createdMs || membershipId === other.membershipId)
    )
  }

  return {
    /** To be called after an event was applied: a deleted record must not be in any later reading. */
    applied({ type, data }: ClerkEvent) {
      if (type === 'user.deleted') goneUsers.add(String(data['id']))
      if (type !== 'organizationMembership.deleted') return
      const membership = membershipRecord.parse(data)
      const pair = pairOf(membership.orgId, membership.userId)
      goneMembers.set(pair, [...(goneMembers.get(pair) ?? []), membership])
    },

    /** Reads and checks all lists, and returns their digest. */
    async read(): Promise<string> {
      const known: Gone = { users: new Set(goneUsers), members: new Map(goneMembers) }
      const lists = await readShown(db, orgIds)
      for (const [orgId, list] of lists) {
        for (const { user, membership } of list?.members ?? []) {
          if (isBack(membership, known)) violated('resurrection', `${orgId} ${user.id} #${membership.membershipId}`)
          if (user.updatedMs < (versions.get(user.id) ?? 0)) violated('backward step', `${user.id} ${user.updatedMs}`)
          versions.set(user.id, user.updatedMs)
        }
        if (!list) continue
        const place = `${orgId} at ${list.revision}`
        const digest = JSON.stringify(list.members.map(({ user }) => user))
        const other = digests.get(place) ?? digest
        if (other !== digest) violated('unrevised list', `${place}: ${other} and ${digest}`)
        digests.set(place, digest)
      }
      return shownDigest([...lists.values()].flatMap((list) => list?.members ?? []))
    },
  }
}

type Gone = { users: ReadonlySet<string>; members: ReadonlyMap<string, MembershipRecord[]> }
