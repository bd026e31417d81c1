import type { Db } from '@roster/db'
import type { Member } from '../member.ts'
import type { User } from '../user.ts'
import { memberList } from './member-list.ts'
import { createSnapshots, type Snapshots } from './snapshots.ts'
import { userList } from './user-list.ts'

export type Lists = { users: Snapshots<User>; members: Snapshots<Member> }

export function statsOf({ users, members }: Lists) {
  const [first, second] = [users.stats(), members.stats()]
  return {
    bytes: first.bytes + second.bytes,
    hits: first.hits + second.hits,
    loads: first.loads + second.loads,
  }
}

// The JSON of a member is about a quarter of that of a user.
const SHARE_OF_MEMBERS = 1 / 5

/** Creates both caches. `maxBytes` bounds their total size; `isSending` says whether a large answer is being sent now. */
export function createLists(db: Db, maxBytes: number, isSending?: () => boolean): Lists {
  const members = Math.ceil(maxBytes * SHARE_OF_MEMBERS)
  return {
    users: createSnapshots(db, userList, maxBytes - members, isSending),
    members: createSnapshots(db, memberList, members, isSending),
  }
}
