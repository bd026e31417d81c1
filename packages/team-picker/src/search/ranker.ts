import { displayName } from '../people/display-name.ts'
import type { Person } from '../people/person.ts'
import { visible } from '../people/visible.ts'
import { fold } from './fold.ts'
import { indexPeople, sortByName, type PeopleIndex } from './people-index.ts'
import { readQuery, type QueryToken } from './read-query.ts'
import { points, scoreToken } from './score-token.ts'

export type Found<P extends Person> = {
  /** Best match first and ties by name. */
  readonly people: readonly P[]
  /** How many of the first people include everybody whose name begins with the query. */
  readonly leading: number
}

/** Finds people by a typed query. Made by `createRanker`. */
export type Ranker<P extends Person> = {
  /** The people it was made from. */
  readonly people: readonly P[]
  /** Builds the index now, in an idle moment or on focus, instead of at the first search. */
  prepare(): void
  /** The best match first, ties by name; everybody from A to Z without a query. */
  rank(query: string): readonly P[]
  /** Like `rank`, with the number of leading people among whom are all whose name begins with the query. */
  search(query: string): Found<P>
  /** Whether another person's name looks the same, so that only the email distinguishes them. */
  sharesName(person: P): boolean
}

// Misspellings are considered only while the matches would not fill a screen.
const enough = 8
const misspelt = 1_000

/**
 * A ranker of people. It is cheap to create: the index is built for the first query and kept, so one ranker can serve many
 * pickers. Everybody from A to Z takes no index. `locale` (BCP 47) decides the alphabet; by default it is the runtime's.
 */
export function createRanker<P extends Person>(people: readonly P[], locale?: string): Ranker<P> {
  let sorted: readonly P[] | undefined
  let built: PeopleIndex<P> | undefined
  const byName = (): readonly P[] => (sorted ??= sortByName(people, locale))
  const index = (): PeopleIndex<P> => (built ??= indexPeople(byName()))
  const search = (query: string): Found<P> => searchIndex(index(), query)
  return {
    people,
    prepare: () => void index(),
    search,
    rank: (query) => (query === '' ? byName() : search(query).people),
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
      // Low enough that a misspelling never comes before an exact match.
      totals[person] = (totals[person] ?? 0) + (score < 0 ? score * misspelt : score)
      if (score < points.nameStart) begins[person] = 0
      left.push(person)
    }
    alive = left
    if (left.length === 0) break
  }

  const firstTyped = tokens[0]?.spellings[0] ?? ''
  const accented = tokens.flatMap((token) => token.accented ?? [])
  const byTotal = new Map<number, number[]>()
  for (const person of alive ?? []) {
    const words = index.nameWords[person] ?? []
    const total =
      (totals[person] ?? 0) +
      (words[0]?.startsWith(firstTyped) ? 1 : 0) +
      2 * countIn(index.accented[person] ?? '', accented)
    const equals = byTotal.get(total)
    if (equals) equals.push(person)
    else byTotal.set(total, [person])
  }
  // The people are sorted by name, so each group is too.
  const order = [...byTotal].sort(([a], [b]) => b - a).flatMap(([, equals]) => equals)
  return peopleAt(index, order, order.findLastIndex((person) => begins[person] === 1) + 1)
}

function peopleAt<P extends Person>(index: PeopleIndex<P>, positions: readonly number[], leading: number): Found<P> {
  return { people: positions.flatMap((position) => index.people[position] ?? []), leading }
}

function countIn(name: string, words: readonly string[]): number {
  let count = 0
  for (const word of words) if (name.includes(word)) count += 1
  return count
}

function hasWords(words: readonly string[], token: QueryToken): boolean {
  return words.filter((word) => token.spellings.some((typed) => word.startsWith(typed))).length >= token.wanted
}
