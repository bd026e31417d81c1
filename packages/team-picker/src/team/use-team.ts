'use client'
import type { Person } from '@roster/api'
import { useQuery } from '@tanstack/react-query'
import { useContext, useMemo } from 'react'
import type { DepartedMember } from '../people/departed-member.ts'
import { TeamContext } from './team-provider.tsx'
import type { Team } from './team.ts'

const NOBODY: readonly string[] = []

/**
 * The team of the organization, followed live; never the one of an organization before. `ids` are those that your own
 * rows refer to: whoever of them has left is in `departed`.
 */
export function useTeam(ids: readonly string[] = NOBODY): Team {
  const context = useContext(TeamContext)
  if (!context) throw new Error('useTeam has no organization to show. Render it inside <TeamProvider>.')
  const { team, queries } = context
  const missing = team.status === 'ready' ? [...new Set(ids)].filter((id) => !team.byId.has(id)).sort() : NOBODY
  const { data } = useQuery({ ...queries.resolved(missing), enabled: missing.length > 0 })
  return useMemo((): Team => {
    if (team.status !== 'ready' || !data) return team
    return { ...team, departed: data.filter(({ id }) => !team.byId.has(id)).flatMap(departedMember) }
  }, [team, data])
}

function departedMember({ status, ...person }: Person): DepartedMember[] {
  return status === 'active' ? [] : [{ ...person, status }]
}
