import { useEffect, useState } from 'react'
import type { ChangeView } from './use-team-view.ts'

/** Browsers refuse to change a page's address with every key press. */
const ADDRESS_AFTER_MS = 250

/** The search text; the address is updated once the typing pauses. */
export function useQuery(addressed: string, change: ChangeView) {
  const [query, setQuery] = useState(addressed)
  const [seen, setSeen] = useState(addressed)
  if (addressed !== seen) {
    setSeen(addressed)
    setQuery(addressed)
  }
  useEffect(() => {
    if (query === addressed) return
    const timer = setTimeout(() => change({ query }), ADDRESS_AFTER_MS)
    return () => clearTimeout(timer)
  }, [query, addressed, change])
  return [query, setQuery] as const
}
