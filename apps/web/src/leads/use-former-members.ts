import type { Person } from '@roster/api'
import type { Lead } from '../../server/leads/leads-router.ts'
import { displayName } from '@roster/team-picker'
import { useState } from 'react'
import type { Team } from '../team/team.ts'
import { trpc } from '../trpc.tsx'

// As many ids as `users.resolve` takes at once.
const CHUNK = 100

/**
 * Members who are deactivated, and assignees whom the list does not have, by id: null for whom nobody knows, and no entry
 * while the answer is pending.
 */
export type FormerMembers = ReadonlyMap<string, Person | null>

export function useFormerMembers(leads: readonly Lead[], team: Team): FormerMembers {
  // What was asked stays as it was asked: another grouping would forget the names until it is answered.
  const [asked, setAsked] = useState<readonly (readonly string[])[]>([])
  const known = new Set(asked.flat())
  const missing = new Set<string>()
  for (const { assigneeId: id } of leads) {
    if (id !== null && team.status === 'ready' && !team.byId.has(id) && !known.has(id)) missing.add(id)
  }
  if (missing.size > 0) setAsked([...asked, ...chunksOf([...missing])])

  const answers = trpc.useQueries((t) => asked.map((ids) => t.users.resolve({ ids: [...ids] })))
  const members = team.status === 'ready' ? [...team.memberOf.values()] : []
  const deactivated = members.flatMap(({ userId: id, status }) => {
    const user = status !== 'active' && team.status === 'ready' ? team.byId.get(id) : undefined
    if (!user) return []
    const { profilePictureUrl } = user
    return [[id, { id, name: displayName(user), profilePictureUrl, status: 'deactivated' }] as const]
  })
  return new Map<string, Person | null>([
    ...deactivated,
    ...answers.flatMap(({ data, isPending }, index) =>
      isPending
        ? []
        : (asked[index] ?? []).map((id) => [id, data?.find((person) => person.id === id) ?? null] as const),
    ),
  ])
}

function chunksOf(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / CHUNK) }, (_, n) => ids.slice(n * CHUNK, (n + 1) * CHUNK))
}
