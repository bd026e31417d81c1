import type { User } from '@roster/api'
import type { TeamMemberPickerProps } from '@roster/team-picker'
import type { Team } from '../../team/team.ts'
import type { FormerMembers } from './use-former-members.ts'

type PickerPeople = Pick<TeamMemberPickerProps<User>, 'people' | 'status' | 'me' | 'ranker' | 'onRetry' | 'unpickable'>

/** The picker's props for any state of the team; deactivated members are shown but can't be picked. */
export function pickerPeople(team: Team, former: FormerMembers = new Map()): PickerPeople {
  const { me } = team
  switch (team.status) {
    case 'ready': {
      const unpickable = ({ id }: User) => (former.get(id)?.status === 'deactivated' ? 'Deactivated' : null)
      return { me, people: team.people, ranker: team.ranker, unpickable, status: 'ready' }
    }
    case 'failed':
      return { me, people: [], status: 'error', onRetry: team.retry }
    case 'loading':
    case 'preparing':
      return { me, people: [], status: 'loading' }
    case 'ended':
      return { me, people: [], status: 'no-organization' }
  }
}
