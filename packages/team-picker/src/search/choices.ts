import { visible } from '../people/visible.ts'
import type { Person } from '../people/person.ts'
import type { TeamMemberPickerProps } from '../picker/picker-props.ts'
import type { PickerStrings } from '../picker/picker-strings.ts'
import { fold } from './fold.ts'
import type { Ranker } from './ranker.ts'
import { readQuery } from './read-query.ts'

/** An entry that is not a person: “Unassigned”, or an address to invite. */
export type Entry = { readonly id: null; readonly invite?: string }
export type Choice = Person | Entry

export const unassigned: Entry = { id: null }

/** What the list shows; a new object for every new answer. */
export type Choices = {
  readonly list: Choice[]
  /** How many entries at the top stay in reach while the list scrolls. */
  readonly kept: number
  /** How many entries stand above the alphabetical part. */
  readonly pinned: number
  /** Titles of sections, by the position of their first entry. */
  readonly titles: ReadonlyMap<number, string>
}

type Wishes = {
  readonly ranker: Ranker<Person>
  readonly me: string | undefined
  readonly recent: readonly string[]
  readonly allowUnassigned: boolean
  readonly strings: PickerStrings
  readonly sectionOf: TeamMemberPickerProps['sectionOf']
  readonly canInvite: boolean
}

const untitled: ReadonlyMap<number, string> = new Map()
export const noChoices: Choices = { list: [], kept: 0, pinned: 0, titles: untitled }

/** Without a query the whole list, otherwise the matches. */
export function choicesFor(query: string, wishes: Wishes): Choices {
  return visible(query) === '' ? everybody(wishes) : matching(query, wishes)
}

/** Unassigned, me, recently picked and A to Z, or section by section. */
function everybody({ ranker, me, recent, allowUnassigned, strings, sectionOf }: Wishes): Choices {
  const all = ranker.rank('')
  const ids = new Set(me === undefined ? recent : [me, ...recent])
  const known = [...ids].flatMap((id) => ranker.people.find((person) => person.id === id) ?? [])
  const top = [...(allowUnassigned ? [unassigned] : []), ...known]
  const rest = known.length === 0 ? all : all.filter(({ id }) => !ids.has(id))
  const kept = top.filter(({ id }) => id === null || id === me).length
  if (!sectionOf) return { list: [...top, ...rest], kept, pinned: top.length, titles: untitled }

  const sections = new Map<string, Person[]>()
  for (const person of rest) {
    const title = sectionOf(person) || strings.others
    const members = sections.get(title)
    if (members) members.push(person)
    else sections.set(title, [person])
  }
  const isLast = (title: string): number => Number(title === strings.others)
  const ordered = [...sections].sort(([a], [b]) => isLast(a) - isLast(b) || a.localeCompare(b))
  const titles = new Map(top.length > 0 ? [[0, strings.suggested]] : [])
  let start = top.length
  for (const [title, { length }] of ordered) {
    titles.set(start, title)
    start += length
  }
  return { list: [...top, ...ordered.flatMap(([, members]) => members)], kept: 0, pinned: 0, titles }
}

/** By rank. “Unassigned” and “you” never come before a person whose name begins with the query. */
function matching(query: string, { ranker, me, allowUnassigned, strings, canInvite }: Wishes): Choices {
  // Longer than any entry, and a huge paste must not block the page.
  const typed = fold(visible(query.trim().slice(0, 100)))
  const begins = (label: string): boolean => typed !== '' && fold(label).startsWith(typed)
  const { people, leading } = ranker.search(query)
  const first = people.slice(0, leading)

  const meant = begins(strings.you) || begins(strings.assignToMe) || typed === fold(strings.me)
  const self = meant && !first.some(({ id }) => id === me) ? ranker.people.find(({ id }) => id === me) : undefined
  const entries = [...(allowUnassigned && begins(strings.unassigned) ? [unassigned] : []), ...(self ? [self] : [])]
  const invite = canInvite ? newAddress(query, people) : undefined
  const rest = people.slice(leading).filter((person) => person !== self)
  const list = [...first, ...entries, ...rest, ...(invite === undefined ? [] : [{ id: null, invite }])]
  return { ...noChoices, list }
}

/** The one address in a query, if nobody has it. */
function newAddress(query: string, found: readonly Person[]): string | undefined {
  const [address, ...more] = new Set(readQuery(query)?.addresses)
  if (address === undefined || more.length > 0 || !/^[^@]+@[^@]+\.[^@.]+$/u.test(address)) return undefined
  return found.some(({ email }) => fold(email ?? '') === fold(address)) ? undefined : address
}
