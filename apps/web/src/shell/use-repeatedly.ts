import { useEffect, useEffectEvent } from 'react'

const EVERY_MS = 4_000

/** Runs a function now and at intervals while the page is visible; a failure waits for the next run. */
export function useRepeatedly(act: () => Promise<unknown>): void {
  const onTurn = useEffectEvent(act)
  useEffect(() => {
    let ended = false
    let timer: ReturnType<typeof setTimeout> | undefined
    async function turn(): Promise<void> {
      if (document.visibilityState === 'visible') await onTurn().catch(() => {})
      if (!ended) timer = setTimeout(() => void turn(), EVERY_MS)
    }
    void turn()
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [])
}
