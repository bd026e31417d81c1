import type { Person } from '@roster/api'
import type { DepartedMember } from '@roster/team-picker'

/** Those of the former members whom the picker has to keep readable. */
export function departedMembers(former: ReadonlyMap<string, Person>): DepartedMember[] {
  return [...former.values()].flatMap(({ status, ...person }) => (status === 'active' ? [] : [{ ...person, status }]))
}
