import { useEffect, useEffectEvent } from 'react'

const EVERY_MS = 4_000

/** Does something now and again and again while the page is visible; a failure waits for the next time. */
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
