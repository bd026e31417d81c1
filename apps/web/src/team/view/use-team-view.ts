import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'wouter'
import { readView, writeView, type TeamView } from './team-view.ts'

export type ChangeView = (change: Partial<TeamView>) => void

/** The view in the address, and a setter that adds no history entry. */
export function useTeamView(): [TeamView, ChangeView] {
  const [params, setParams] = useSearchParams()
  const change = useCallback<ChangeView>(
    (part) => setParams((current) => writeView(current, part), { replace: true }),
    [setParams],
  )
  return [useMemo(() => readView(params), [params]), change]
}
