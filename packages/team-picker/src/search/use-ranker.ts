import { useEffect, useMemo } from 'react'
import { createRanker, type Ranker } from './ranker.ts'
import type { Person } from '../people/person.ts'

/** The given ranker if it is of these people, else an own one, indexed in an idle moment. */
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
