import { displayName } from '../people/display-name.ts'
import { fold, foldSpelledOut, wordsOf } from './fold.ts'
import type { TeamMember } from '../people/team-member.ts'
import { createVocabulary, type Vocabulary } from './vocabulary.ts'

export type RankedPerson = Pick<TeamMember, 'id' | 'firstName' | 'lastName' | 'email'>

/** Everything a search looks at; a person is known by their position in `people`. */
export type PeopleIndex<Person> = {
  /** By display name, then id. */
  readonly people: readonly Person[]
  readonly names: Vocabulary
  readonly handles: Vocabulary
  readonly initials: Vocabulary
  /** The words of each person's name, for queries such as `j j`. */
  readonly nameWords: readonly (readonly string[])[]
  /** Each person's name without spaces, in both orders and as `jsmith`, every form after a space. */
  readonly glued: readonly string[]
  readonly sharesName: ReadonlySet<string>
}

export function indexPeople<Person extends RankedPerson>(
  source: readonly Person[],
  locale: string | undefined,
): PeopleIndex<Person> {
  const { compare } = new Intl.Collator(locale, { numeric: true })
  const named = source.map((person) => ({ person, name: displayName(person) }))
  named.sort((a, b) => compare(a.name, b.name) || (a.person.id < b.person.id ? -1 : 1))

  const names = createVocabulary()
  const handles = createVocabulary()
  const initials = createVocabulary()
  const nameWords: string[][] = []
  const glued: string[] = []
  const sharesName = new Set<string>()

  for (const [position, { person, name }] of named.entries()) {
    const first = person.firstName ?? ''
    const last = person.lastName ?? ''
    const words = wordsOf(`${first} ${last}`)
    for (const word of words) names.add(word, position)
    nameWords.push(words)
    glued.push(glue(first, last))
    for (const letters of initialsOf(first, last)) initials.add(letters, position)

    const handle = fold(person.email ?? (words.length === 0 ? person.id : ''))
    if (handle !== '') handles.add(handle, position)
    for (const word of wordsOf(handle.replace(/@.*/u, ''))) handles.add(word, position)

    const previous = named[position - 1]
    if (previous?.name === name) sharesName.add(person.id).add(previous.person.id)
  }
  return { people: named.map(({ person }) => person), names, handles, initials, nameWords, glued, sharesName }
}

function glue(first: string, last: string): string {
  const forms = new Set<string>()
  for (const spell of [fold, foldSpelledOut]) {
    const [start, end] = [first, last].map((part) => spell(part).replace(/[^\p{L}\p{N}]+/gu, ''))
    forms
      .add(`${start}${end}`)
      .add(`${end}${start}`)
      .add(`${start?.charAt(0)}${end}`)
  }
  return ` ${[...forms].join(' ')}`
}

function initialsOf(first: string, last: string): Set<string> {
  const letters = (text: string): string =>
    fold(text)
      .split(/[^\p{L}\p{N}]+/u)
      .map((word) => word.charAt(0))
      .join('')
  return new Set([letters(first) + letters(last), letters(first).charAt(0) + letters(last).charAt(0)])
}
