import type { DepartedMember } from '@roster/team-picker'
import type { FormerMembers } from './use-former-members.ts'

/** The former members whose names the picker still has to show. */
export function departedMembers(former: FormerMembers): DepartedMember[] {
  return [...former.values()].flatMap((person) => {
    if (person === null || person.status === 'active') return []
    const { status, ...shown } = person
    return [{ ...shown, status }]
  })
}
