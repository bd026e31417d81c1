import type { TeamMember } from './team-member.ts'

/** What names a person, the first that there is: first and last name, email, id. Never empty unless the id is. */
export function displayName(person: Pick<TeamMember, 'id' | 'firstName' | 'lastName' | 'email'>): string {
  const name = `${person.firstName ?? ''} ${person.lastName ?? ''}`.trim()
  return name || person.email || person.id
}
