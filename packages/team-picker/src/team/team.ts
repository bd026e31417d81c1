import type { Member, User } from '@roster/api'
import type { DepartedMember } from '../people/departed-member.ts'
import type { Ranker } from '../search/ranker.ts'

type Whose = { readonly me: string; readonly orgId: string }

export type ReadyTeam = Whose & {
  readonly status: 'ready'
  /** Everybody of the organization, as `users.list` answers. */
  readonly people: readonly User[]
  readonly byId: ReadonlyMap<string, User>
  /** Role, status and time of joining by user id; a person who joined a moment ago may be missing. */
  readonly memberOf: ReadonlyMap<string, Member>
  /** Those of the ids given to `useTeam` who are not among the people any more, for the picker's `departed`. */
  readonly departed: readonly DepartedMember[]
  /** Revision of `people`: another one means another list. */
  readonly revision: string
  /** False while the last question for changes had no answer: the people may be out of date. */
  readonly isLive: boolean
  /** One index of the people for every search and picker. */
  readonly ranker: Ranker<User>
}

/** No people to show: `preparing` resolves by itself, `ended` means that the user is no longer a member. */
export type AbsentTeam = Whose &
  (
    | { readonly status: 'loading' | 'preparing' | 'ended' }
    | { readonly status: 'failed'; readonly error: Error; readonly retry: (this: void) => void }
  )

/** The people of the organization, as far as they are known. */
export type Team = ReadyTeam | AbsentTeam
