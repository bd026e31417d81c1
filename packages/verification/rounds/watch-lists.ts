import type { Db, MembershipRecord } from '@roster/db'
import { readShown } from '@roster/db/testing'
import type { Delivery } from './delivery.ts'
import { shownDigest } from './shown-digest.ts'

type Violated = (kind: 'resurrection' | 'backward step' | 'unrevised list', what: string) => void

/** Watches the lists of a round: hears what was delivered, and judges every reading by it. */
export function watchLists(db: Db, orgIds: string[], violated: Violated) {
  const goneUsers = new Set<string>()
  const goneMembers = new Map<string, { createdMs: number; membershipId: string }[]>()
  const versions = new Map<string, number>()
  const digests = new Map<string, string>()

  function isBack({ orgId, userId, createdMs, membershipId }: MembershipRecord, known: Gone): boolean {
    const gone = known.members.get(`${orgId} ${userId}`) ?? []
    return (
      known.users.has(userId) ||
      gone.some((other) => createdMs < other.createdMs || membershipId === other.membershipId)
    )
  }

  return {
    /** To be called when the delivery has ended: what it deleted may not show in any reading that begins later. */
    delivered({ changes }: Delivery) {
      for (const { table, key, change } of changes) {
        if (change.kind !== 'deleted') continue
        const pair = key.join(' ')
        if (table === 'app_user') goneUsers.add(pair)
        if (change.incarnation) goneMembers.set(pair, [...(goneMembers.get(pair) ?? []), change.incarnation])
      }
    },

    /** Reads all lists and gives their digest. */
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

type Gone = { users: ReadonlySet<string>; members: ReadonlyMap<string, { createdMs: number; membershipId: string }[]> }
