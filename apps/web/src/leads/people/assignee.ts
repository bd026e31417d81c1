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
  const { name, profilePictureUrl: pictureUrl, status } = person
  if (status === 'deleted') return { id, name: name ?? 'Deleted user', pictureUrl, gone: 'Deleted' }
  // An active person who is not in the list has just joined: the list is updated within seconds.
  return { id, name: name ?? 'No name', pictureUrl, gone: words[status] }
}

const words = { active: null, deactivated: 'Deactivated', left: 'Left' } as const
