import type { Person } from '@roster/api'
import { displayName } from '@roster/team-picker'
import type { ReadyTeam } from '../../team/team.ts'
import type { FormerMembers } from './use-former-members.ts'

/** The assignee of a lead, as far as known. `gone` is the reason why this person can't be picked again. */
export type Assignee = {
  id: string
  name: string
  pictureUrl: string | null
  gone: 'Deactivated' | 'Left' | 'Deleted' | null
}

type Members = Pick<ReadyTeam, 'byId' | 'memberOf'>

/** Null while the name is loading. */
export function assigneeOf(id: string, { byId, memberOf }: Members, former: FormerMembers): Assignee | null {
  const member = byId.get(id)
  if (member) {
    const gone = (memberOf.get(id)?.status ?? 'active') === 'active' ? null : 'Deactivated'
    return { id, name: displayName(member), pictureUrl: member.profilePictureUrl, gone }
  }
  const person = former.get(id)
  if (person === undefined) return null
  if (person === null) return { id, name: 'Unknown person', pictureUrl: null, gone: null }
  const { profilePictureUrl: pictureUrl, status } = person
  // An active person who is not in the list has just joined: the list is updated within seconds.
  return { id, name: formerName(person), pictureUrl, gone: words[status] }
}

/** The name of somebody who is not in the list. */
export function formerName({ name, status }: Person): string {
  // Its second choice for a name of nothing that can be seen is the id.
  return displayName({ id: status === 'deleted' ? 'Deleted user' : 'No name', name })
}

const words = { active: null, deactivated: 'Deactivated', left: 'Left', deleted: 'Deleted' } as const
