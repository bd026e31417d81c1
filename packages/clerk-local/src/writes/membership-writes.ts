import { clerkError } from '../http/clerk-error.ts'
import type { ClerkEvent, Instance, View } from '../instance.ts'
import { newId } from '../new-id.ts'
import { membershipObject } from '../objects/membership-object.ts'
import { blankMembership } from '../state/blank-rows.ts'
import type { Membership, Organization, User } from '../state/rows.ts'

export function addMember(
  instance: Instance,
  args: {
    organization: Organization
    user: User
    role: string
    publicMetadata?: Membership['publicMetadata']
    privateMetadata?: Membership['privateMetadata']
  },
): Membership {
  const { organization, user, role, ...metadata } = args
  const { store, view } = instance
  if (view.world.membership(organization.id, user.id) !== undefined) {
    throw clerkError(400, 'already_a_member_in_organization', 'The user is already a member of the organization.')
  }
  const limit = organization.maxAllowedMemberships
  if (limit > 0 && view.world.membersOf(organization.id).memberships.size >= limit) {
    throw clerkError(
      403,
      'organization_membership_quota_exceeded',
      `The organization is full: it allows ${limit} members. Raise max_allowed_memberships, or remove somebody.`,
    )
  }
  const ids = { id: newId('orgmem'), organizationId: organization.id, userId: user.id }
  const row: Membership = { ...blankMembership({ ...ids, role, createdAt: store.stamp() }), ...metadata }
  store.commit([{ kind: 'membership', id: row.id, row }])
  instance.publish([membershipEvent(view, 'organizationMembership.created', row)])
  return row
}

export function changeRole(instance: Instance, membership: Membership, role: string): Membership {
  const { store, view } = instance
  const row = { ...membership, role, updatedAt: store.stamp() }
  store.commit([{ kind: 'membership', id: row.id, row }])
  instance.publish([membershipEvent(view, 'organizationMembership.updated', row)])
  return row
}

export function removeMember(instance: Instance, membership: Membership): ClerkEvent['data'] {
  const { store, view } = instance
  const event = membershipEvent(view, 'organizationMembership.deleted', membership)
  store.commit([{ kind: 'membership', id: membership.id, row: null }])
  instance.publish([event])
  return event.data
}

/** As in Clerk, a deletion carries the whole membership with its old update time. */
export function membershipEvent(view: View, type: string, membership: Membership): ClerkEvent {
  return { type, data: membershipObject(view, membership) }
}
