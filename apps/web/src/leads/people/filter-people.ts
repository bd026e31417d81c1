import type { User } from '@roster/api'
import type { Person, TeamMemberPickerProps } from '@roster/team-picker'
import { teamPickerProps } from '@roster/team-picker/team'
import type { Team } from '../../team/team.ts'
import { formerName } from './assignee.ts'
import type { FormerMembers } from './use-former-members.ts'

type FilterPerson = User | Person
type FilterPeople = Pick<TeamMemberPickerProps<FilterPerson>, 'people' | 'status' | 'me' | 'onRetry' | 'sectionOf'>

/** The people of the filter, where former members can be picked too, in their own section. */
export function filterPeople(team: Team, former: FormerMembers): FilterPeople {
  const { me, people, status = 'ready', onRetry } = teamPickerProps(team)
  const shown = { me, status, onRetry }
  const left = [...former.values()].flatMap((person) =>
    person?.status === 'left' || person?.status === 'deleted'
      ? [{ id: person.id, name: formerName(person), pictureUrl: person.profilePictureUrl }]
      : [],
  )
  if (status !== 'ready' || left.length === 0) return { ...shown, people }
  const gone = new Set(left.map(({ id }) => id))
  // People without a section come last.
  const sectionOf = ({ id }: FilterPerson) => (gone.has(id) ? null : 'Members')
  return { ...shown, people: [...people, ...left.filter(({ id }) => !people.some((one) => one.id === id))], sectionOf }
}
