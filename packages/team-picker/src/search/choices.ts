import { fold } from './fold.ts'
import type { PickerStrings } from '../picker/picker-strings.ts'
import type { Ranker } from './ranker.ts'
import type { TeamMember } from '../people/team-member.ts'

export const unassigned = { id: null } as const

/** One entry of the list: a person, or nobody. */
export type Choice = TeamMember | typeof unassigned

/** What the list shows; a new object for every new answer. */
export type Choices = {
  readonly list: Choice[]
  /** How many entries stand above the alphabetical part. */
  readonly pinned: number
}

type Wishes = {
  readonly ranker: Ranker<TeamMember>
  readonly me: string | undefined
  readonly recent: readonly string[]
  readonly allowUnassigned: boolean
  readonly strings: PickerStrings
}

export const noChoices: Choices = { list: [], pinned: 0 }

/** The entries for a query: unassigned, me, recently picked and A to Z while nothing is typed, then by rank. */
export function choicesFor(query: string, { ranker, me, recent, allowUnassigned, strings }: Wishes): Choices {
  const typed = fold(query.trim())
  const names = (label: string): boolean => fold(label).startsWith(typed)
  const nobody = allowUnassigned && names(strings.unassigned) ? [unassigned] : []
  const ranked = ranker.rank(query)
  const meWanted = me !== undefined && (names(strings.you) || names(strings.assignToMe))
  const first = new Set([...(meWanted ? [me] : []), ...(typed === '' ? recent : [])])
  if (first.size === 0) return { list: [...nobody, ...ranked], pinned: nobody.length }

  const pinned = [...first].flatMap((id) => ranker.people.find((person) => person.id === id) ?? [])
  const rest = ranked.filter((person) => !first.has(person.id))
  return { list: [...nobody, ...pinned, ...rest], pinned: nobody.length + pinned.length }
}
