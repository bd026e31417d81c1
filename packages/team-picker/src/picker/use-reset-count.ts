import { useState } from 'react'

/** How often `resetKey` has changed; from unknown to known is no change. */
export function useResetCount(key: string | undefined): number {
  const [seen, setSeen] = useState({ key, count: 0 })
  if (key === undefined || key === seen.key) return seen.count
  const next = { key, count: seen.key === undefined ? seen.count : seen.count + 1 }
  setSeen(next)
  return next.count
}
