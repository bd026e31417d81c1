import type { User } from '@roster/api'
import type { TeamMemberPickerProps } from '@roster/team-picker'
import type { Team } from '../team/team.ts'
import type { FormerMembers } from './use-former-members.ts'

type PickerPeople = Pick<TeamMemberPickerProps<User>, 'people' | 'status' | 'me' | 'ranker' | 'onRetry'>

/** The team as the picker takes it, whatever state it is in; who is deactivated is not offered. */
export function pickerPeople(team: Team, former: FormerMembers = new Map()): PickerPeople {
  const { me } = team
  switch (team.status) {
    case 'ready':
      if ([...former.values()].every((person) => person?.status !== 'deactivated'))
        return { me, people: team.people, ranker: team.ranker, status: 'ready' }
      return { me, people: team.people.filter(({ id }) => former.get(id)?.status !== 'deactivated'), status: 'ready' }
    case 'failed':
      return { me, people: [], status: 'error', onRetry: team.retry }
    case 'loading':
    case 'preparing':
      return { me, people: [], status: 'loading' }
    case 'ended':
      return { me, people: [], status: 'no-organization' }
  }
}
