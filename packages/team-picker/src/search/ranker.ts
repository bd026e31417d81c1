import { indexPeople, type PeopleIndex, type RankedPerson } from './people-index.ts'
import { queryTokens, type QueryToken } from './query-tokens.ts'
import { scoreToken } from './score-token.ts'

export type { RankedPerson }

/** Finds people by what somebody types; made by `createRanker`. */
export type Ranker<Person extends RankedPerson> = {
  /** The people it was made from. */
  readonly people: readonly Person[]
  /** Builds the index now, in an idle moment or on focus, instead of at the first search. */
  prepare(): void
  /** Best match first and ties by name; everybody from A to Z when nothing is typed. */
  rank(query: string): readonly Person[]
  /** Whether somebody else has the same display name, so that the email is needed to tell them apart. */
  sharesName(person: Person): boolean
}

// A misspelling is only looked for while the list would not fill a screen.
const enough = 8

/**
 * A ranker of people. Cheap to make: the index is built at the first use and kept, so that one ranker can serve many
 * pickers. `locale` (BCP 47) decides the alphabet; by default it is the runtime's.
 */
export function createRanker<Person extends RankedPerson>(people: readonly Person[], locale?: string): Ranker<Person> {
  let built: PeopleIndex<Person> | undefined
  const index = (): PeopleIndex<Person> => (built ??= indexPeople(people, locale))
  return {
    people,
    prepare: () => void index(),
    rank(query) {
      const tokens = queryTokens(query)
      if (tokens.length === 0) return index().people
      const strict = search(index(), tokens, false)
      return strict.length < enough ? search(index(), tokens, true) : strict
    },
    sharesName: (person) => index().sharesName.has(person.id),
  }
}

function search<Person>(index: PeopleIndex<Person>, tokens: readonly QueryToken[], forgiving: boolean): Person[] {
  const columns = tokens.map((token) => scoreToken(index, token, forgiving))
  const repeated = tokens.filter((token) => token.wanted > 1)
  const firstTyped = tokens[0]?.spellings[0] ?? ''
  const byTotal = new Map<number, Person[]>()
  for (const [position, person] of index.people.entries()) {
    let total = 0
    for (const column of columns) {
      const score = column[position] ?? 0
      if (score === 0) {
        total = Number.NaN
        break
      }
      total += score
    }
    if (Number.isNaN(total)) continue
    const words = index.nameWords[position] ?? []
    if (!repeated.every((token) => hasWords(words, token))) continue
    if (words[0]?.startsWith(firstTyped)) total += 1
    const equals = byTotal.get(total)
    if (equals) equals.push(person)
    else byTotal.set(total, [person])
  }
  // People are in the order of their names, so each group already is.
  return [...byTotal].sort(([a], [b]) => b - a).flatMap(([, equals]) => equals)
}

function hasWords(words: readonly string[], token: QueryToken): boolean {
  return words.filter((word) => token.spellings.some((typed) => word.startsWith(typed))).length >= token.wanted
}
