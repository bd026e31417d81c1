import type { User } from '@roster/api'
import { defaultStrings } from '../picker/picker-strings.ts'
import type { TeamMemberPickerProps } from '../picker/picker-props.ts'
import type { Team } from './team.ts'

type TeamProps = Pick<
  TeamMemberPickerProps<User>,
  'people' | 'status' | 'onRetry' | 'resetKey' | 'me' | 'departed' | 'unpickable' | 'ranker'
>

/** The team as the picker takes it, in any state; `reason` says why a deactivated member can't be picked. */
export function teamPickerProps(team: Team, reason = defaultStrings.deactivated): TeamProps {
  const { me, orgId: resetKey } = team
  switch (team.status) {
    case 'ready': {
      const { people, departed, ranker, memberOf } = team
      const unpickable = ({ id }: User) => ((memberOf.get(id)?.status ?? 'active') === 'active' ? null : reason)
      return { me, resetKey, people, departed, ranker, unpickable, status: 'ready' }
    }
    case 'failed':
      return { me, resetKey, people: [], status: 'error', onRetry: team.retry }
    case 'loading':
    case 'preparing':
      return { me, resetKey, people: [], status: 'loading' }
    case 'ended':
      return { me, resetKey, people: [], status: 'no-organization' }
  }
}
