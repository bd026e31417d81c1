import type { Session } from '../state/rows.ts'

export function sessionObject(session: Session) {
  return {
    object: 'session',
    id: session.id,
    user_id: session.userId,
    client_id: session.clientId,
    actor: null,
    status: session.status,
    last_active_organization_id: session.organizationId,
    last_active_at: session.lastActiveAt,
    expire_at: session.expireAt,
    abandon_at: session.expireAt,
    created_at: session.createdAt,
    updated_at: session.updatedAt,
    tasks: session.status === 'pending' ? [{ key: 'reset-password' }] : null,
  }
}
