import { useTeam } from './use-team.ts'
import { TeamNotice } from './team-notice.tsx'
import { TeamDirectory } from './team-directory.tsx'

export function TeamPage() {
  const team = useTeam()
  return team.status === 'ready' ? <TeamDirectory team={team} /> : <TeamNotice title="Team" team={team} />
}
