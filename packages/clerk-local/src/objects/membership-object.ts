import { found } from '../http/clerk-error.ts'
import type { Membership, User } from '../state/rows.ts'
import type { View } from '../instance.ts'
import { imageUrl } from './image-url.ts'
import { organizationObject } from './organization-object.ts'

export function membershipObject(view: View, membership: Membership) {
  const organization = found(view.world.organizations.get(membership.organizationId), 'organization membership')
  const user = found(view.world.users.get(membership.userId), 'organization membership')
  const role = view.roles.find(({ key }) => key === membership.role)
  return {
    object: 'organization_membership',
    id: membership.id,
    role: membership.role,
    role_name: role?.name ?? membership.role,
    permissions: role?.permissions ?? [],
    public_metadata: membership.publicMetadata,
    private_metadata: membership.privateMetadata,
    organization: organizationObject(view, organization),
    public_user_data: publicUserData(view, user),
    created_at: membership.createdAt,
    updated_at: membership.updatedAt,
  }
}

export function publicUserData(view: View, user: User) {
  const image = imageUrl(view, user.id)
  return {
    user_id: user.id,
    first_name: user.firstName,
    last_name: user.lastName,
    image_url: image,
    profile_image_url: image,
    has_image: user.hasImage,
    identifier: user.emails.find(({ id }) => id === user.primaryEmailId)?.address ?? user.username ?? '',
    username: user.username,
    banned: user.banned,
    deprovisioned: user.deprovisioned,
  }
}
