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
  useIdleIndex(ranker)
  return ranker
}

/** Indexes the people when the browser is idle; without this the first query waits for it. */
export function useIdleIndex(ranker: Ranker<Person> | undefined): void {
  useEffect(() => ranker && whenIdle(() => ranker.prepare()), [ranker])
}

function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback === 'undefined') {
    // Safari has no idle callbacks.
    const timer = setTimeout(work, 500)
    return () => clearTimeout(timer)
  }
  const idle = requestIdleCallback(work)
  return () => cancelIdleCallback(idle)
}
