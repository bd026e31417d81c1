import type { TeamMemberPickerProps } from '@roster/team-picker'
import type { Team } from '../team/team.ts'

type PickerPeople = Pick<TeamMemberPickerProps, 'people' | 'status' | 'me' | 'ranker' | 'onRetry'>

/** The team as the picker takes it, whatever state it is in. */
export function pickerPeople(team: Team): PickerPeople {
  const { me } = team
  switch (team.status) {
    case 'ready':
      return { me, people: team.people, ranker: team.ranker, status: 'ready' }
    case 'failed':
      return { me, people: [], status: 'error', onRetry: team.retry }
    case 'loading':
    case 'preparing':
      return { me, people: [], status: 'loading' }
    case 'ended':
      return { me, people: [], status: 'no-organization' }
  }
}
