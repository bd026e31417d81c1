import type { Person } from '@roster/api'
import { useMemo, useState } from 'react'
import type { Team } from '../../team/team.ts'
import { mayPass, type ApiError } from '../../may-pass.ts'
import { trpc } from '../../trpc.tsx'

// The limit of `users.resolve` for one call.
const CHUNK = 100

/** People who are not in the list, by id: null for an unknown id, and no entry while it is not known. */
export type FormerMembers = ReadonlyMap<string, Person | null>

type Asked = readonly (readonly string[])[]
type Answer = { data: readonly Person[] | undefined; error: ApiError | null }

const AGAIN_MS = 5_000

// Nobody if the server refuses the ids; null while it is not known, as during an outage.
const answersOf = (answers: Answer[]) =>
  answers.map(({ data, error }) => data ?? (error === null || mayPass(error) ? null : []))

/** The people with the ids who are not in the list, and the one with the id `addressed`, which the server may refuse. */
export function useFormerMembers(ids: ReadonlySet<string>, addressed: string | null, team: Team): FormerMembers {
  // Ids stay in their query: a regrouped query would have no names until it is answered.
  const [asked, setAsked] = useState<Asked>([])
  const known = new Set(asked.flat())
  const missing = team.status === 'ready' ? [...ids].filter((id) => !team.byId.has(id) && !known.has(id)) : []
  if (missing.length > 0) {
    const apart = missing.filter((id) => id === addressed)
    setAsked([...asked, ...chunksOf(apart), ...chunksOf(missing.filter((id) => id !== addressed))])
  }

  const refetchInterval = ({ state }: { state: { error: ApiError | null } }) =>
    state.error !== null && mayPass(state.error) && AGAIN_MS
  const answers = trpc.useQueries((t) => asked.map((ids) => t.users.resolve({ ids: [...ids] }, { refetchInterval })), {
    combine: answersOf,
  })
  return useMemo(
    () =>
      new Map<string, Person | null>(
        answers.flatMap((people, index) =>
          people === null
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
