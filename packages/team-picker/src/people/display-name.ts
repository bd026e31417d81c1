import type { Person } from './person.ts'
import { presentable } from './visible.ts'

/** The first visible of a person's name, first and last name, email and id. */
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
