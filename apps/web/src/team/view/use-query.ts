import { useEffect, useState } from 'react'
import type { ChangeView } from './use-team-view.ts'

/** Browsers refuse a page that changes its address with every key. */
const ADDRESS_AFTER_MS = 250

/** What the list is searched for: ahead of the address, which follows once the typing pauses. */
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
