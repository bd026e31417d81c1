import { useCallback, useEffect, useState } from 'react'

/** Safari throws an error if a page changes its address more than 100 times in 30 seconds. */
const ADDRESS_AFTER_MS = 350

/**
 * The search text; the address is updated once the typing pauses. `given` changes with each text that was not typed, which
 * the field then has to show.
 */
export function useQuery(addressed: string, change: (part: { query: string }) => void) {
  const [{ query, given }, setState] = useState({ query: addressed, given: 0 })
  const [seen, setSeen] = useState(addressed)
  const typeQuery = useCallback((typed: string) => setState((state) => ({ ...state, query: typed })), [])
  const giveQuery = useCallback((text: string) => setState((state) => ({ query: text, given: state.given + 1 })), [])
  if (addressed !== seen) {
    setSeen(addressed)
    if (addressed !== query) giveQuery(addressed)
  }
  /** Does not wait for a pause. */
  const addressQuery = (): void => {
    if (query !== addressed) change({ query })
  }
  useEffect(() => {
    if (query === addressed) return
    const timer = setTimeout(() => change({ query }), ADDRESS_AFTER_MS)
    return () => clearTimeout(timer)
  }, [query, addressed, change])
  return { query, given, typeQuery, giveQuery, addressQuery }
}
