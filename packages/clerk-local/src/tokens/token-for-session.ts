import type { Instance } from '../instance.ts'
import { sessionToken } from './session-token.ts'
import type { Session } from '../state/rows.ts'

/** The current token of a session, for its own organization or for `organizationId`. */
export function tokenForSession(
  { keys, view, faults }: Instance,
  args: { session: Session; azp: string | undefined; organizationId?: string | null; expiresInSeconds?: number },
): string {
  const { session, azp, expiresInSeconds = 60 } = args
  const organizationId = args.organizationId === undefined ? session.organizationId : args.organizationId
  const organization = organizationId === null ? undefined : view.world.organizations.get(organizationId)
  const membership = organizationId === null ? undefined : view.world.membership(organizationId, session.userId)
  const permissions = view.roles.find(({ key }) => key === membership?.role)?.permissions ?? []
  const active =
    organization === undefined || membership === undefined ? undefined : { organization, membership, permissions }
  const { sessionTokenVersion: version, clockAheadMs } = faults()
  return sessionToken({ keys, session, active, azp, expiresInSeconds, version, issuedAtMs: Date.now() + clockAheadMs })
}
