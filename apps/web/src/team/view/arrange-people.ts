import type { Member, User } from '@roster/api'
import { statusOf } from '../person/member-status.ts'
import type { Sort, SortKey, TeamView } from './team-view.ts'

/** Data on people that `users.list` does not have, by id; undefined while it is unknown. */
export type MemberFacts = {
  memberOf: ReadonlyMap<string, Member>
  roleName: (id: string) => string | undefined
}

type Arrangement = Pick<TeamView, 'sort' | 'role' | 'status'>

/** The found people who match the filters, in the order of the search or sorted; `byName` is all people by name. */
export function arrangePeople(
  found: readonly User[],
  byName: readonly User[],
  { sort, role, status }: Arrangement,
  facts: MemberFacts,
): readonly User[] {
  const kept = role === null && status === null ? found : found.filter(({ id }) => isShown(facts.memberOf.get(id)))
  if (!sort) return kept
  const wanted = new Set(kept)
  return sorted(
    byName.filter((person) => wanted.has(person)),
    sort,
    facts,
  )

  function isShown(member: Member | undefined): boolean {
    if (!member) return false
    return (role === null || member.role === role) && (status === null || statusOf(member) === status)
  }
}

/** Stable, so that equal values stay in the order of names; people without the value come last in both directions. */
function sorted(byName: readonly User[], { key, descending }: Sort, facts: MemberFacts): readonly User[] {
  if (key === 'name') return descending ? byName.toReversed() : byName
  const values = byName.map((person) => ({ person, value: valueOf(person, key, facts) }))
  const direction = descending ? -1 : 1
  values.sort((a, b) => {
    if (a.value === b.value) return 0
    if (a.value === undefined) return 1
    if (b.value === undefined) return -1
    return a.value < b.value ? -direction : direction
  })
  return values.map(({ person }) => person)
}

function valueOf(person: User, key: Exclude<SortKey, 'name'>, { memberOf, roleName }: MemberFacts): string | undefined {
  switch (key) {
    case 'email':
      return person.email?.toLowerCase()
    case 'role':
      return roleName(person.id)?.toLowerCase()
    case 'joined':
      return memberOf.get(person.id)?.joinedAt
  }
}
