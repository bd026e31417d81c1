import { useEffect } from 'react'
import type { Session } from '../clerk.tsx'

export type EndedOrganization = { orgId: string; orgName: string }

const KEY = 'roster.organization'

/** The organization that this person last used here and is no longer a member of; it is kept across reloads. */
export function useEndedOrganization(session: Session): EndedOrganization | null {
  const isReady = session.status === 'ready'
  const { userId, orgId, orgName } = isReady ? session : { userId: '', orgId: '', orgName: null }
  useEffect(() => {
    if (orgName !== null) localStorage.setItem(KEY, [userId, orgId, orgName].join('\n'))
  }, [userId, orgId, orgName])
  if (session.status !== 'no-organization') return null
  const [lastUserId, lastOrgId, lastOrgName] = localStorage.getItem(KEY)?.split('\n') ?? []
  if (!lastOrgId || !lastOrgName || lastUserId !== session.userId || session.orgIds.includes(lastOrgId)) return null
  return { orgId: lastOrgId, orgName: lastOrgName }
}
