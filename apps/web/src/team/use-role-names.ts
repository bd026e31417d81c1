import { useCallback, useMemo } from 'react'
import { trpc } from '../trpc.tsx'
import type { ReadyTeam } from './team.ts'

// Roles rarely change.
const ROLES_MS = 10 * 60_000

/** Clerk's name for a person's role; its key until the names have loaded, undefined until the role is known. */
export function useRoleNames(memberOf: ReadyTeam['memberOf']) {
  const { data } = trpc.members.roles.useQuery(undefined, { staleTime: ROLES_MS })
  const names = useMemo(() => new Map(data?.map(({ key, name }) => [key, name])), [data])
  const roleName = useCallback(
    (id: string): string | undefined => {
      const key = memberOf.get(id)?.role
      return key === undefined ? undefined : (names.get(key) ?? key)
    },
    [memberOf, names],
  )
  /** The roles that at least one person has, sorted by name. */
  const roles = useMemo(() => {
    const keys = new Set(Array.from(memberOf.values(), ({ role }) => role))
    const held = Array.from(keys, (key) => ({ key, name: names.get(key) ?? key }))
    return held.sort((a, b) => a.name.localeCompare(b.name))
  }, [memberOf, names])
  return { roleName, roles }
}
