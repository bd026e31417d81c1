import { useMemo } from 'react'
import { useSearchParams } from 'wouter'
import { readView, writeView, type LeadView } from './lead-view.ts'

/** The view that the address names, and its change, which leaves no entry in the history. */
export function useLeadView(me: string) {
  const [params, setParams] = useSearchParams()
  const view = useMemo(() => readView(params, me), [params, me])
  return {
    view,
    setView: (change: Partial<LeadView>): void => {
      // From the address as it is now: two changes may come before the next render.
      setParams((now) => writeView({ ...readView(now, me), ...change }, me), { replace: true })
    },
  }
}
