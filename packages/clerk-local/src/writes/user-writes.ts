import { z } from 'zod'
import { clerkError } from '../http/clerk-error.ts'
import type { Instance } from '../instance.ts'
import { newId } from '../new-id.ts'
import { userObject } from '../objects/user-object.ts'
import { passwordDigest } from '../tokens/password-digest.ts'
import { blankUser } from '../state/blank-rows.ts'
import type { User } from '../state/rows.ts'
import { membershipEvent } from './membership-writes.ts'
import { endSessions } from './session-writes.ts'

const metadata = z.record(z.string(), z.unknown()).nullish()

/** What a caller may set of a user, as Clerk names it. */
export const userFields = {
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  username: z.string().nullish(),
  password: z.string().min(8).nullish(),
  external_id: z.string().nullish(),
  public_metadata: metadata,
  private_metadata: metadata,
  unsafe_metadata: metadata,
}
type UserInput = Partial<z.output<z.ZodObject<typeof userFields>>> & {
  primary_email_address_id?: string | null | undefined
}

export function createUser(
  instance: Instance,
  input: UserInput & { email_address: readonly string[]; created_at?: number | null | undefined },
): User {
  const { store, view } = instance
  for (const address of input.email_address) refuseTakenAddress(instance, address)
  const now = store.stamp()
  const emails = input.email_address.map((address) => ({
    id: newId('idn'),
    address: address.toLowerCase(),
    createdAt: now,
  }))
  const blank = { ...blankUser({ id: newId('user'), emails, createdAt: input.created_at ?? now }), updatedAt: now }
  const row = withInput(blank, input)
  store.commit([{ kind: 'user', id: row.id, row }])
  instance.publish([{ type: 'user.created', data: userObject(view, row) }])
  return row
}

export function updateUser(instance: Instance, user: User, input: UserInput): User {
  const { primary_email_address_id: primary } = input
  if (primary != null && !user.emails.some(({ id }) => id === primary)) {
    throw clerkError(
      422,
      'form_param_value_invalid',
      'primary_email_address_id is not one of the user’s addresses. Choose one of them.',
    )
  }
  return replaceUser(instance, user, withInput(user, input))
}

export type Restriction = Partial<Pick<User, 'banned' | 'locked' | 'deprovisioned'>>

/** A ban or a deprovisioning ends the user's sessions at once; a lock only prevents the next sign-in. */
export function restrictUser(instance: Instance, user: User, restriction: Restriction): User {
  const row = replaceUser(instance, user, { ...user, ...restriction })
  if (row.banned || row.deprovisioned) {
    endSessions(instance, instance.view.world.sessionsOf({ userId: user.id }), 'revoked')
  }
  return row
}

/** Also deletes the user's sessions, memberships and API keys. */
export function deleteUser(instance: Instance, user: User) {
  const { store, view } = instance
  const memberships = view.world.membershipsOf(user.id)
  const events = memberships.map((membership) => membershipEvent(view, 'organizationMembership.deleted', membership))
  endSessions(instance, view.world.sessionsOf({ userId: user.id }), 'removed')
  const keys = [...view.world.apiKeys.values()].filter(({ subject }) => subject === user.id)
  store.commit([
    ...memberships.map(({ id }) => ({ kind: 'membership' as const, id, row: null })),
    ...keys.map(({ id }) => ({ kind: 'apiKey' as const, id, row: null })),
    { kind: 'user', id: user.id, row: null },
  ])
  const deleted = { id: user.id, object: 'user', deleted: true }
  instance.publish([...events, { type: 'user.deleted', data: deleted }])
  return deleted
}

function withInput(user: User, input: UserInput): User {
  return {
    ...user,
    firstName: given(input.first_name, user.firstName),
    lastName: given(input.last_name, user.lastName),
    username: given(input.username, user.username),
    externalId: given(input.external_id, user.externalId),
    primaryEmailId: given(input.primary_email_address_id, user.primaryEmailId),
    passwordDigest: input.password == null ? user.passwordDigest : passwordDigest(input.password),
    publicMetadata: input.public_metadata ?? user.publicMetadata,
    privateMetadata: input.private_metadata ?? user.privateMetadata,
    unsafeMetadata: input.unsafe_metadata ?? user.unsafeMetadata,
  }
}

function given<T>(value: T | undefined, otherwise: T): T {
  return value === undefined ? otherwise : value
}

function replaceUser(instance: Instance, old: User, changed: User): User {
  const { store, view } = instance
  const row = { ...changed, updatedAt: Math.max(store.stamp(), old.updatedAt + 1) }
  store.commit([{ kind: 'user', id: row.id, row }])
  instance.publish([{ type: 'user.updated', data: userObject(view, row) }])
  return row
}

function refuseTakenAddress({ view }: Instance, address: string) {
  if (view.world.userByEmail(address) === undefined) return
  throw clerkError(
    422,
    'form_identifier_exists',
    'That email address belongs to another user. Choose another one.',
    'email_address',
  )
}
