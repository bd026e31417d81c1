import { useEffect, useMemo } from 'react'
import { createRanker, type Ranker } from './ranker.ts'
import type { Person } from '../people/person.ts'

/** The given ranker if it was created from these people, otherwise a new one, indexed when the browser is idle. */
export function useRanker(
  people: readonly Person[],
  given: Ranker<Person> | undefined,
  locale: string | undefined,
): Ranker<Person> {
  const ranker = useMemo(
    () => (given?.people === people ? given : createRanker(people, locale)),
    [people, given, locale],
  )
  useEffect(() => {
    if (typeof requestIdleCallback === 'undefined') return
    const idle = requestIdleCallback(() => ranker.prepare())
    return () => cancelIdleCallback(idle)
  }, [ranker])
  return ranker
}
