import type { Person } from '../src/people/person.ts'

export function person(
  id: string,
  firstName: string | null,
  lastName: string | null,
  more: Partial<Person> = {},
): Person {
  return { id, firstName, lastName, email: `${id}@acme.test`, profilePictureUrl: null, ...more }
}

export const acme: readonly Person[] = [
  person('grace', 'Grace', 'Hopper'),
  person('alice', 'Alice', 'Adams'),
  person('bob', 'Bob', 'Brown'),
  person('jose', 'José', 'García'),
  person('sam-1', 'Sam', 'Lee'),
  person('sam-2', 'Sam', 'Lee'),
  person('nameless', null, null, { email: 'quiet@acme.test' }),
  person('blank', null, null, { email: null }),
]

export const globex: readonly Person[] = [person('hank', 'Hank', 'Scorpio'), person('homer', 'Homer', 'Simpson')]

/** So many people with distinct names in the order of their numbers. */
export function crowd(size: number): Person[] {
  const first = ['Ada', 'Björn', 'Chloë', 'Dmitri', 'Elif', 'Fatima', 'Grace', 'Hans', 'Ivy', 'José']
  const last = ['Adler', 'Brontë', 'Curie', 'Dvořák', 'Euler', 'Franklin', 'Gauss', 'Hopper', 'Ito', 'Joule']
  return Array.from({ length: size }, (_, i) => {
    const number = String(i + 1).padStart(5, '0')
    const name = `${first[i % 10]}${'abcdefghij'.charAt(Math.floor(i / 100) % 10)}`
    return person(`user_${number}`, name, `${last[Math.floor(i / 10) % 10]}-${number}`)
  })
}
