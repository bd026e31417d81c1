import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'wouter'
import { useQuery } from '../../team/view/use-query.ts'
import { readView, writeView, type LeadView } from './lead-view.ts'

/** The view in the address, where the query follows once the typing pauses, and a setter that adds no history entry. */
export function useLeadView(me: string) {
  const [params, setParams] = useSearchParams()
  const addressed = useMemo(() => readView(params, me), [params, me])
  const change = useCallback(
    (part: Partial<LeadView>): void =>
      // Reads the current address: two changes may happen before the next render.
      setParams((now) => writeView({ ...readView(now, me), ...part }, me), { replace: true }),
    [setParams, me],
  )
  const { query, typeQuery, addressQuery } = useQuery(addressed.query, change)
  return {
    view: useMemo(() => ({ ...addressed, query }), [addressed, query]),
    typeQuery,
    addressQuery,
    setView: (part: Partial<LeadView>): void => {
      const next = { query, ...part }
      typeQuery(next.query)
      change(next)
    },
  }
}
