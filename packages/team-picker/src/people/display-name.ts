import type { Person } from './person.ts'
import { presentable } from './visible.ts'

/** What names a person, the first that can be seen: name, first and last name, email, id. */
export function displayName(person: Person): string {
  return properName(person) || presentable(person.email ?? '') || person.id
}

/** The name as displayed, empty without one. */
export function properName({ name, firstName, lastName }: Person): string {
  return presentable(name ?? '') || presentable(`${firstName ?? ''} ${lastName ?? ''}`)
}

/** The address of a person's picture, null without one. */
export function pictureOf(person: Pick<Person, 'pictureUrl' | 'profilePictureUrl'>): string | null {
  return person.pictureUrl ?? person.profilePictureUrl ?? null
}
