import { useState } from 'react'
import { useSearchParams } from 'wouter'
import type { RowTarget } from '../grid/use-active-row.ts'

export type LinkedPerson = {
  /** Who the address names, member or not. */
  id: string | null
  missing: boolean
  /** The row to scroll to and focus. */
  target: RowTarget | null
  /** Names a person in the address. */
  link: (id: string) => void
  unlink: () => void
  /** Focuses a person's row and leaves the address alone. */
  goTo: (id: string) => void
}

/** `linked` is the id in the address for which the target was set last. */
type Goal = { linked: string | null; target: RowTarget | null }

const goalOf = (id: string | null): Goal => ({ linked: id, target: id === null ? null : { id } })

/** The person that the address names by `?person=`, so that a row can be linked to. */
export function useLinkedPerson(byId: ReadonlyMap<string, unknown>): LinkedPerson {
  const [params, setParams] = useSearchParams()
  const id = params.get('person')
  const [goal, setGoal] = useState<Goal>(() => goalOf(id))
  if (goal.linked !== id) setGoal(goalOf(id))
  return {
    id,
    missing: id !== null && !byId.has(id),
    target: goal.target,
    link: (person) => setParams({ person }),
    unlink: () => setParams({}),
    goTo: (person) => setGoal({ linked: id, target: { id: person } }),
  }
}
