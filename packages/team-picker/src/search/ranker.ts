import { displayName } from '../people/display-name.ts'
import type { Person } from '../people/person.ts'
import { visible } from '../people/visible.ts'
import { fold } from './fold.ts'
import { indexPeople, type PeopleIndex } from './people-index.ts'
import { readQuery, type QueryToken } from './read-query.ts'
import { points, scoreToken } from './score-token.ts'

export type Found<P extends Person> = {
  /** Best match first and ties by name. */
  readonly people: readonly P[]
  /** How many of the first hold everybody whose name begins with what is typed. */
  readonly leading: number
}

/** Finds people by what somebody types; made by `createRanker`. */
export type Ranker<P extends Person> = {
  /** The people it was made from. */
  readonly people: readonly P[]
  /** Builds the index now, in an idle moment or on focus, instead of at the first search. */
  prepare(): void
  /** Best match first and ties by name; everybody from A to Z when nothing is typed. */
  rank(query: string): readonly P[]
  /** As `rank`, and where those end whose name begins with the query. */
  search(query: string): Found<P>
  /** Whether somebody else's name looks the same, so that the email is needed to tell them apart. */
  sharesName(person: P): boolean
}

// A misspelling is only looked for while the list would not fill a screen.
const enough = 8
const misspelt = 1_000

/**
 * A ranker of people. Cheap to make: the index is built at the first use and kept, so that one ranker can serve many
 * pickers. `locale` (BCP 47) decides the alphabet; by default it is the runtime's.
 */
export function createRanker<P extends Person>(people: readonly P[], locale?: string): Ranker<P> {
  let built: PeopleIndex<P> | undefined
  const index = (): PeopleIndex<P> => (built ??= indexPeople(people, locale))
  const search = (query: string): Found<P> => searchIndex(index(), query)
  return {
    people,
    prepare: () => void index(),
    search,
    rank: (query) => search(query).people,
    sharesName: (person) => index().sharesName.has(person.id),
  }
}

function searchIndex<P extends Person>(index: PeopleIndex<P>, typed: string): Found<P> {
  const query = readQuery(typed)
  if (!query) return { people: [], leading: 0 }
  const { tokens, signs, addresses } = query
  const owners = new Set(addresses.map(fold).flatMap((address) => index.handles.near(address).get(address) ?? []))
  if (owners.size > 0) return peopleAt(index, [...owners], owners.size)

  const found = tokens.length === 0 ? { people: index.people, leading: 0 } : match(index, tokens)
  if (signs.length === 0) return found
  const people = found.people.filter((person) => {
    const name = visible(displayName(person)).normalize('NFKC')
    return signs.every((sign) => name.includes(sign))
  })
  return { people, leading: people.length }
}

function match<P extends Person>(index: PeopleIndex<P>, tokens: readonly QueryToken[]): Found<P> {
  const strict = matchTokens(index, tokens, false)
  return strict.people.length < enough ? matchTokens(index, tokens, true) : strict
}

function matchTokens<P extends Person>(
  index: PeopleIndex<P>,
  tokens: readonly QueryToken[],
  forgiving: boolean,
): Found<P> {
  const { length } = index.people
  const totals = new Int32Array(length)
  const begins = new Uint8Array(length).fill(1)
  const repeated = tokens.filter((token) => token.wanted > 1)
  const hasRepeated = (words: readonly string[]): boolean => repeated.every((token) => hasWords(words, token))
  let alive: readonly number[] | undefined =
    repeated.length > 0 ? index.nameWords.flatMap((words, person) => (hasRepeated(words) ? [person] : [])) : undefined
  for (const token of tokens) {
    const scores = scoreToken(index, token, forgiving, alive)
    const left: number[] = []
    const count = alive?.length ?? length
    for (let i = 0; i < count; i += 1) {
      const person = alive?.[i] ?? i
      const score = scores[person] ?? 0
      if (score === 0) continue
      // So much less that a misspelling never comes before somebody who matches as typed.
      totals[person] = (totals[person] ?? 0) + (score < 0 ? score * misspelt : score)
      if (score < points.nameStart) begins[person] = 0
      left.push(person)
    }
    alive = left
    if (left.length === 0) break
  }

  const firstTyped = tokens[0]?.spellings[0] ?? ''
  const byTotal = new Map<number, number[]>()
  for (const person of alive ?? []) {
    const words = index.nameWords[person] ?? []
    const total = (totals[person] ?? 0) + (words[0]?.startsWith(firstTyped) ? 1 : 0)
    const equals = byTotal.get(total)
    if (equals) equals.push(person)
    else byTotal.set(total, [person])
  }
  // People are in the order of their names, so each group already is.
  const order = [...byTotal].sort(([a], [b]) => b - a).flatMap(([, equals]) => equals)
  return peopleAt(index, order, order.findLastIndex((person) => begins[person] === 1) + 1)
}

function peopleAt<P extends Person>(index: PeopleIndex<P>, positions: readonly number[], leading: number): Found<P> {
  return { people: positions.flatMap((position) => index.people[position] ?? []), leading }
}

function hasWords(words: readonly string[], token: QueryToken): boolean {
  return words.filter((word) => token.spellings.some((typed) => word.startsWith(typed))).length >= token.wanted
}
