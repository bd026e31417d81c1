import type { Person } from '@roster/api'
import { useMemo, useState } from 'react'
import type { Team } from '../../team/team.ts'
import { trpc } from '../../trpc.tsx'

// The limit of `users.resolve` for one call.
const CHUNK = 100

/** People who are not in the list, by id: null for an unknown id, and no entry while the answer is pending. */
export type FormerMembers = ReadonlyMap<string, Person | null>

type Asked = readonly (readonly string[])[]
type Answer = { data: readonly Person[] | undefined; isPending: boolean }

// Returns the same object for the same answers.
const answersOf = (answers: Answer[]) => answers.map(({ data, isPending }) => ({ people: data ?? [], isPending }))

export function useFormerMembers(ids: ReadonlySet<string>, team: Team): FormerMembers {
  // Ids stay in their query: a regrouped query would have no names until it is answered.
  const [asked, setAsked] = useState<Asked>([])
  const known = new Set(asked.flat())
  const missing = team.status === 'ready' ? [...ids].filter((id) => !team.byId.has(id) && !known.has(id)) : []
  if (missing.length > 0) setAsked([...asked, ...chunksOf(missing)])

  const answers = trpc.useQueries((t) => asked.map((ids) => t.users.resolve({ ids: [...ids] })), { combine: answersOf })
  return useMemo(
    () =>
      new Map<string, Person | null>(
        answers.flatMap(({ people, isPending }, index) =>
          isPending
            ? []
            : (asked[index] ?? []).map((id) => [id, people.find((person) => person.id === id) ?? null] as const),
        ),
      ),
    [asked, answers],
  )
}

function chunksOf(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / CHUNK) }, (_, n) => ids.slice(n * CHUNK, (n + 1) * CHUNK))
}
