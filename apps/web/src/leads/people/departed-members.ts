import type { DepartedMember } from '@roster/team-picker'
import type { FormerMembers } from './use-former-members.ts'

/** Those of the former members whom the picker has to keep readable. */
export function departedMembers(former: FormerMembers): DepartedMember[] {
  return [...former.values()].flatMap((person) => {
    if (person === null || person.status === 'active') return []
    const { status, ...shown } = person
    return [{ ...shown, status }]
  })
}
