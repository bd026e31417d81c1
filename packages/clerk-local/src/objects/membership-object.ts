import type { Membership, Organization, User } from '../state/rows.ts'
import type { View } from '../view.ts'
import { imageUrl } from './image-url.ts'
import { organizationObject } from './organization-object.ts'

/** The caller looks up the organization and the user, because it has to answer 404 if one of them is missing. */
export function membershipObject(
  view: View,
  membership: Membership,
  parts: { organization: Organization; user: User },
) {
  const role = view.roles.find(({ key }) => key === membership.role)
  return {
    object: 'organization_membership',
    id: membership.id,
    role: membership.role,
    role_name: role?.name ?? membership.role,
    permissions: role?.permissions ?? [],
    public_metadata: membership.publicMetadata,
    private_metadata: membership.privateMetadata,
    organization: organizationObject(view, parts.organization),
    public_user_data: publicUserData(view, parts.user),
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
