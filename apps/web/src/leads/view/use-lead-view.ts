import { useMemo } from 'react'
import { useSearchParams } from 'wouter'
import { readView, writeView, type LeadView } from './lead-view.ts'

/** The view in the address, and a setter that adds no history entry. */
export function useLeadView(me: string) {
  const [params, setParams] = useSearchParams()
  const view = useMemo(() => readView(params, me), [params, me])
  return {
    view,
    setView: (change: Partial<LeadView>): void => {
      // Reads the current address: two changes may happen before the next render.
      setParams((now) => writeView({ ...readView(now, me), ...change }, me), { replace: true })
    },
  }
}
