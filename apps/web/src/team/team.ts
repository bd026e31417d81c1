import type { Member, User } from '@roster/api'
import type { Ranker } from '@roster/team-picker'

type Whose = { me: string; orgName: string }

export type ReadyTeam = Whose & {
  status: 'ready'
  people: readonly User[]
  byId: ReadonlyMap<string, User>
  /** What they are in the organization, by their ids; somebody who has just come may be missing. */
  memberOf: ReadonlyMap<string, Member>
  /** One index of the people for every search on the page. */
  ranker: Ranker<User>
}

/** No people to show: `preparing` resolves by itself, `ended` means that the visitor is no longer a member. */
export type AbsentTeam = Whose &
  ({ status: 'loading' | 'preparing' | 'ended' } | { status: 'failed'; retry: () => void })

/** The people of the organization, as far as they are known. */
export type Team = ReadyTeam | AbsentTeam
