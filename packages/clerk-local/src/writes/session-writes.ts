import { randomBytes } from 'node:crypto'
import { clerkError } from '../http/clerk-error.ts'
import type { ClerkEvent, Instance, View } from '../instance.ts'
import { newId } from '../new-id.ts'
import { sessionObject } from '../objects/session-object.ts'
import { userObject } from '../objects/user-object.ts'
import type { Change, Client, Session, User } from '../state/rows.ts'

type Ending = 'ended' | 'removed' | 'revoked'

const lifetime = 7 * 24 * 60 * 60_000

export function createClient({ store }: Instance): Client {
  const now = store.stamp()
  const row = {
    id: newId('client'),
    cookie: randomBytes(32).toString('base64url'),
    lastActiveSessionId: null,
    createdAt: now,
    updatedAt: now,
  }
  store.commit([{ kind: 'client', id: row.id, row }])
  return row
}

const restrictions = [
  ['banned', 'user_banned'],
  ['deprovisioned', 'user_deprovisioned'],
  ['locked', 'user_locked'],
] as const

/** A client has one session at a time, as in Clerk's single-session mode: a new sign-in replaces the previous one. */
export function startSession(
  instance: Instance,
  args: { user: User; client: Client; organizationId: string | null },
): Session {
  const { user, client, organizationId } = args
  const { store, view } = instance
  const restriction = restrictions.find(([name]) => user[name])
  if (restriction !== undefined) {
    const [name, code] = restriction
    throw clerkError(403, code, `This user is ${name} and cannot sign in. Ask an administrator.`)
  }
  const before = endedSessions(instance, view.world.sessionsOf({ clientId: client.id }), 'removed')
  const now = store.stamp()
  const row: Session = {
    id: newId('sess'),
    userId: user.id,
    clientId: client.id,
    status: user.mustResetPassword ? 'pending' : 'active',
    organizationId,
    lastActiveAt: now,
    expireAt: now + lifetime,
    createdAt: now,
    updatedAt: now,
  }
  store.commit([
    ...before.changes,
    { kind: 'session', id: row.id, row },
    { kind: 'client', id: client.id, row: { ...client, lastActiveSessionId: row.id, updatedAt: now } },
    {
      kind: 'user',
      id: user.id,
      row: { ...user, lastSignInAt: now, lastOrganizationId: organizationId ?? user.lastOrganizationId },
    },
  ])
  instance.publish([
    ...before.events,
    sessionEvent(view, row.status === 'pending' ? 'session.pending' : 'session.created', row),
  ])
  return row
}

/** Stored with the user too, so that the next sign-in starts in the same organization. */
export function activateOrganization(
  { store, view }: Instance,
  session: Session,
  organizationId: string | null,
): Session {
  const now = store.stamp()
  const row = { ...session, organizationId, lastActiveAt: now, updatedAt: now }
  const user = view.world.users.get(session.userId)
  store.commit([
    { kind: 'session', id: row.id, row },
    ...(user === undefined
      ? []
      : [{ kind: 'user' as const, id: user.id, row: { ...user, lastOrganizationId: organizationId } }]),
  ])
  return row
}

export function endSession(instance: Instance, session: Session, status: Ending): Session {
  endSessions(instance, [session], status)
  return instance.view.world.sessions.get(session.id) ?? session
}

export function endSessions(instance: Instance, sessions: readonly Session[], status: Ending): void {
  const { changes, events } = endedSessions(instance, sessions, status)
  instance.store.commit(changes)
  instance.publish(events)
}

export function isLive({ status, expireAt }: Session): boolean {
  return (status === 'active' || status === 'pending') && expireAt > Date.now()
}

function endedSessions(
  { store, view }: Instance,
  sessions: readonly Session[],
  status: Ending,
): { changes: Change[]; events: ClerkEvent[] } {
  const end = (session: Session): Session => ({ ...session, status, updatedAt: store.stamp() })
  const rows = sessions.filter(isLive).map(end)
  return {
    changes: rows.map((row) => ({ kind: 'session', id: row.id, row })),
    events: rows.map((row) => sessionEvent(view, `session.${status}`, row)),
  }
}

/** As in Clerk, these events carry the user and leave out the session's tasks. */
function sessionEvent(view: View, type: string, session: Session): ClerkEvent {
  const user = view.world.users.get(session.userId)
  const { tasks: _, ...data } = sessionObject(session)
  return { type, data: { ...data, ...(user === undefined ? {} : { user: userObject(view, user) }) } }
}
