import { appearance } from '../people/appearance.ts'
import { displayName, properName } from '../people/display-name.ts'
import type { Person } from '../people/person.ts'
import { visible } from '../people/visible.ts'
import { fold, foldSpelledOut, plainAscii, wordsOf } from './fold.ts'
import { createVocabulary, type Vocabulary } from './vocabulary.ts'

/** Everything that a search reads. A person is identified by their position in `people`. */
export type PeopleIndex<P> = {
  /** By display name, then id. */
  readonly people: readonly P[]
  readonly names: Vocabulary
  readonly handles: Vocabulary
  readonly initials: Vocabulary
  /** The words of each person's name, for queries such as `j j`. */
  readonly nameWords: readonly (readonly string[])[]
  /** Each person's name without spaces, in both orders and as `jsmith`, every form after a space. */
  readonly glued: readonly string[]
  /** Each name in lower case with its accents, empty if it has only letters of ASCII. */
  readonly accented: readonly string[]
  /** Ids of the people whose name looks like another person's. */
  readonly sharesName: ReadonlySet<string>
}

/** The people by display name, then id. */
export function sortByName<P extends Person>(source: readonly P[], locale: string | undefined): P[] {
  const { compare } = new Intl.Collator(locale, { numeric: true })
  const named = source.map((person) => ({ person, name: displayName(person) }))
  named.sort((a, b) => compare(a.name, b.name) || (a.person.id < b.person.id ? -1 : 1))
  return named.map(({ person }) => person)
}

/** The index of people who are sorted by name. */
export function indexPeople<P extends Person>(people: readonly P[]): PeopleIndex<P> {
  const names = createVocabulary()
  const handles = createVocabulary()
  const initials = createVocabulary()
  const nameWords: string[][] = []
  const glued: string[] = []
  const accented: string[] = []
  const lookalikes = new Map<string, string>()
  const sharesName = new Set<string>()

  for (const [position, person] of people.entries()) {
    const name = displayName(person)
    const [first, last] = partsOf(person)
    const words = wordsOf(`${first} ${last}`)
    for (const word of words) names.add(word, position)
    nameWords.push(words)
    glued.push(glue(first, last))
    accented.push(plainAscii.test(name) ? '' : visible(name).normalize('NFKC').toLowerCase())
    for (const letters of initialsOf(first, last)) initials.add(letters, position)

    const handle = fold(person.email ?? '')
    if (handle !== '') handles.add(handle, position)
    for (const word of wordsOf(handle.replace(/@.*/u, ''))) handles.add(word, position)

    const looks = appearance(name)
    const other = lookalikes.get(looks)
    if (other === undefined) lookalikes.set(looks, person.id)
    else sharesName.add(other).add(person.id)
  }
  return { people, names, handles, initials, nameWords, glued, accented, sharesName }
}

/** First and last name; a single full name is split at its last space. An email or id that is displayed counts as a name. */
function partsOf(person: Person): [first: string, last: string] {
  const name = properName(person)
  if (name === '') return [displayName(person).replace(/@.*/u, ''), '']
  if (!person.name) return [person.firstName ?? '', person.lastName ?? '']
  const gap = name.lastIndexOf(' ')
  return [name.slice(0, Math.max(gap, 0)), name.slice(gap + 1)]
}

function glue(first: string, last: string): string {
  const forms = new Set<string>()
  for (const spell of [fold, foldSpelledOut]) {
    const [start = '', end = ''] = [first, last].map((part) => spell(part).replace(/[^\p{L}\p{N}]+/gu, ''))
    forms
      .add(start + end)
      .add(end + start)
      .add(start.charAt(0) + end)
  }
  return ` ${[...forms].join(' ')}`
}

/** All initials, those of both names, and those of the first and last word, which the avatar shows. */
function initialsOf(first: string, last: string): Set<string> {
  const letters = (text: string): string =>
    fold(text)
      .split(/[^\p{L}\p{N}]+/u)
      .map((word) => word.charAt(0))
      .join('')
  const [given, family] = [letters(first), letters(last)]
  const all = given + family
  return new Set([all, given.charAt(0) + family.charAt(0), all.charAt(0) + all.slice(1).slice(-1)])
}
