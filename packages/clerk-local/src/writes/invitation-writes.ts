import { ClerkError, clerkError } from '../http/clerk-error.ts'
import type { Instance } from '../instance.ts'
import { newId } from '../new-id.ts'
import type { Invitation, Organization, User } from '../state/rows.ts'
import { addMember } from './membership-writes.ts'

/** Invites all or nobody. No email or webhook is sent: invited people see it once they sign in with that address. */
export function invite(
  instance: Instance,
  { organization, emailAddresses, role }: { organization: Organization; emailAddresses: string[]; role: string },
): Invitation[] {
  const { store, view } = instance
  const invited = new Set(
    invitationsOf(instance, { organizationId: organization.id })
      .filter(isPending)
      .map(({ emailAddress }) => emailAddress),
  )
  const isMember = (address: string) => {
    const user = view.world.userByEmail(address)
    return user !== undefined && view.world.membership(organization.id, user.id) !== undefined
  }
  refuseAny(emailAddresses.filter(isMember), 'already_a_member_in_organization', 'already a member of the organization')
  refuseAny(
    emailAddresses.filter((address) => invited.has(address)),
    'duplicate_record',
    'already invited to the organization',
  )
  const now = store.stamp()
  return emailAddresses.map((emailAddress) =>
    save(instance, {
      id: newId('orginv'),
      organizationId: organization.id,
      emailAddress,
      role,
      status: 'pending',
      createdAt: now,
      updatedAt: now,
    }),
  )
}

export function revokeInvitation(instance: Instance, invitation: Invitation): Invitation {
  requirePending(invitation)
  return save(instance, { ...invitation, status: 'revoked', updatedAt: instance.store.stamp() })
}

/** The invited user becomes a member with the role of the invitation. */
export function acceptInvitation(
  instance: Instance,
  invitation: Invitation,
  { organization, user }: { organization: Organization; user: User },
): Invitation {
  requirePending(invitation)
  addMember(instance, { organization, user, role: invitation.role })
  return save(instance, { ...invitation, status: 'accepted', updatedAt: instance.store.stamp() })
}

/** The invitations to an organization, or to the addresses of a user; the latest first. */
export function invitationsOf({ view }: Instance, owner: { organizationId: string } | { user: User }): Invitation[] {
  const isOwn = ({ organizationId, emailAddress }: Invitation) =>
    'user' in owner
      ? owner.user.emails.some(({ address }) => address.toLowerCase() === emailAddress)
      : organizationId === owner.organizationId
  return [...view.world.invitations.values()].filter(isOwn).sort((a, b) => b.createdAt - a.createdAt)
}

function save(instance: Instance, row: Invitation): Invitation {
  instance.store.commit([{ kind: 'invitation', id: row.id, row }])
  return row
}

function isPending({ status }: Invitation): boolean {
  return status === 'pending'
}

function requirePending(invitation: Invitation): void {
  if (isPending(invitation)) return
  const message = `The invitation is ${invitation.status}, so it can't be accepted or revoked.`
  throw clerkError(400, 'organization_invitation_not_pending', message)
}

function refuseAny(addresses: string[], code: string, reason: string): void {
  if (addresses.length === 0) return
  throw new ClerkError(400, [
    {
      code,
      message: `Nobody was invited: ${addresses.join(', ')} is ${reason}.`,
      meta: { email_addresses: addresses },
    },
  ])
}
