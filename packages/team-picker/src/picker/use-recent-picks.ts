import { useRef, useState } from 'react'
import { useClientLayoutEffect } from './use-client-layout-effect.ts'

const remembered = 5
const nobody: readonly string[] = []

/** The last people picked here. A pick is added when the list closes, so that the order of an open list is stable. */
export function useRecentPicks(resets: number) {
  const [kept, setKept] = useState({ ids: nobody, resets })
  const whileOpen = useRef(nobody)
  useClientLayoutEffect(() => {
    whileOpen.current = nobody
  }, [resets])
  const ids = kept.resets === resets ? kept.ids : nobody
  return {
    ids,
    add: (id: string): void => {
      whileOpen.current = [id, ...whileOpen.current]
    },
    keep: (): void => {
      if (whileOpen.current.length === 0) return
      setKept({ ids: [...new Set([...whileOpen.current, ...ids])].slice(0, remembered), resets })
      whileOpen.current = nobody
    },
  }
}
