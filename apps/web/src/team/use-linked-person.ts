import { useEffect, useState } from 'react'
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

/** The person that the address names by `?person=`, so that a row can be linked to. */
export function useLinkedPerson(byId: ReadonlyMap<string, unknown>): LinkedPerson {
  const [params, setParams] = useSearchParams()
  const id = params.get('person')
  const [target, setTarget] = useState<RowTarget | null>(null)
  useEffect(() => setTarget(id === null ? null : { id }), [id])
  return {
    id,
    missing: id !== null && !byId.has(id),
    target,
    link: (person) => setParams({ person }),
    unlink: () => setParams({}),
    goTo: (person) => setTarget({ id: person }),
  }
}
