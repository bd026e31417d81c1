import type { Lead, Person } from '@roster/api'
import { useMemo } from 'react'
import type { Team } from '../team/team.ts'
import { trpc } from '../trpc.tsx'

// As many ids as `users.resolve` takes at once.
const CHUNK = 100

/** Assignees whom the list no longer has, by id; empty while the team or their names are on their way. */
export function useFormerMembers(leads: readonly Lead[], team: Team): ReadonlyMap<string, Person> {
  const byId = team.status === 'ready' ? team.byId : null
  const chunks = useMemo(() => {
    const ids = new Set<string>()
    for (const { assigneeId } of leads) if (assigneeId !== null && byId && !byId.has(assigneeId)) ids.add(assigneeId)
    const sorted = [...ids].toSorted()
    return Array.from({ length: Math.ceil(sorted.length / CHUNK) }, (_, n) => sorted.slice(n * CHUNK, (n + 1) * CHUNK))
  }, [leads, byId])

  const answers = trpc.useQueries((t) => chunks.map((ids) => t.users.resolve({ ids })))
  const people = answers.flatMap(({ data }) => data ?? [])
  return new Map(people.map((person) => [person.id, person]))
}
