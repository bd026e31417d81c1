import type { MirrorStore } from '@roster/db'
import { z } from 'zod'
import { idsIn } from '../clerk/read-records.ts'
import {
  endedMembership,
  membershipRecord,
  namedMembership,
  organizationRecord,
  orgId,
  pathOf,
  sessionId,
  userId,
  userRecord,
} from '../clerk/records.ts'

export type EventOutcome = 'applied' | 'ignored' | 'dead-lettered'

/** Applies the data of one type of event, or returns where the data does not match its schema. */
type Handler = (store: MirrorStore, data: unknown) => Promise<z.ZodError | null>

const webhook = { kind: 'webhook' } as const
const putUser = on(userRecord, (store, user) => store.applyUsers([user], webhook))
const putOrganization = on(organizationRecord, (store, organization) =>
  store.applyOrganizations([organization], webhook),
)
const putMembership = on(membershipRecord, (store, membership) => store.applyMemberships([membership], webhook))
const endSession = on(z.object({ id: sessionId }), (store, { id }) => store.revokeSession(id))

const handlers = new Map<string, Handler>([
  ['user.created', putUser],
  ['user.updated', putUser],
  ['user.deleted', on(z.object({ id: userId }), (store, { id }) => store.applyUserDeleted(id))],
  ['organization.created', putOrganization],
  ['organization.updated', putOrganization],
  ['organization.deleted', on(z.object({ id: orgId }), (store, { id }) => store.applyOrganizationDeleted(id))],
  ['organizationMembership.created', putMembership],
  ['organizationMembership.updated', putMembership],
  ['organizationMembership.deleted', endMembership],
  ['session.ended', endSession],
  ['session.removed', endSession],
  ['session.revoked', endSession],
])

const envelope = z.object({
  type: z
    .string()
    .max(64)
    .regex(/^[A-Za-z]+(\.[A-Za-z_]+)+$/),
  data: z.unknown(),
})
// Every type of these families matters: one that Clerk adds is stored as a dead letter, and its resource read again.
const followed = /^(user|organization|organizationMembership)\./

/**
 * Applies one verified event of Clerk in one statement, without a call to Clerk. Throws only errors of the database,
 * after which the sender has to send the event again.
 */
export async function applyEvent(store: MirrorStore, event: unknown): Promise<EventOutcome> {
  await store.noteWebhook()
  const read = envelope.safeParse(event)
  if (!read.success) return keep(store, 'unknown', null, pathOf(read.error))
  const { type, data } = read.data
  const handle = handlers.get(type)
  if (!handle) return followed.test(type) ? keep(store, type, data, 'type') : 'ignored'
  const error = await handle(store, data)
  return error ? keep(store, type, data, pathOf(error)) : 'applied'
}

/** Whether an event is about a role; the mirror stores no roles. */
export function isAboutRole(event: unknown): boolean {
  return envelope.safeParse(event).data?.type.startsWith('role.') === true
}

function on<Schema extends z.ZodType>(
  schema: Schema,
  apply: (store: MirrorStore, data: z.output<Schema>) => Promise<unknown>,
): Handler {
  return async (store, data) => {
    const parsed = schema.safeParse(data)
    if (parsed.success) await apply(store, parsed.data)
    return parsed.error ?? null
  }
}

/** Ends a membership. If the deletion lacks its user or its time, the mirror finds the row by the membership's id. */
async function endMembership(store: MirrorStore, data: unknown): Promise<z.ZodError | null> {
  const whole = endedMembership.safeParse(data)
  if (whole.success && whole.data.createdMs > 0) {
    await store.applyMembershipDeleted(whole.data)
    return null
  }
  const named = namedMembership.safeParse(data)
  if (named.success) await store.applyMembershipIdDeleted(named.data.id, named.data.organization?.id ?? null)
  return named.error ?? null
}

async function keep(store: MirrorStore, eventType: string, data: unknown, schemaPath: string): Promise<EventOutcome> {
  const known = wellFormed(data)
  await store.recordDeadLetter({ eventType, schemaPath, ...known })
  // Its row cannot be named, and the organization's own row shows no memberships.
  if (eventType.startsWith('organizationMembership.') && known.userId === null && known.orgId !== null)
    await store.hurryOrganization(known.orgId)
  return 'dead-lettered'
}

/** Returns only well-formed ids of the right kind, so that nothing else of the payload is stored. */
function wellFormed(data: unknown): { userId: string | null; orgId: string | null } {
  const { id, user, organization } = idsIn(data)
  return {
    userId: userId.safeParse(user ?? id).data ?? null,
    orgId: orgId.safeParse(organization ?? id).data ?? null,
  }
}
