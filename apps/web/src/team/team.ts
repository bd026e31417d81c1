import type * as live from '@roster/team-picker/team'

type Named = { orgName: string }

export type ReadyTeam = live.ReadyTeam & Named

/** The people of the organization, as far as they have loaded, with its name. */
export type Team = ReadyTeam | (live.AbsentTeam & Named)
