import type { Membership, Organization, Role, User } from '../state/rows.ts'
import type { View } from '../view.ts'
import { imageUrl } from './image-url.ts'
import { organizationObject } from './organization-object.ts'

const permissions: Record<Role, string[]> = {
  'org:admin': [
    'org:sys_profile:manage',
    'org:sys_profile:delete',
    'org:sys_memberships:read',
    'org:sys_memberships:manage',
    'org:sys_api_keys:read',
    'org:sys_api_keys:manage',
  ],
  'org:member': ['org:sys_memberships:read'],
}

/** A membership names its organization and its user, so both are looked up by the caller, who has refused a missing one. */
export function membershipObject(
  view: View,
  membership: Membership,
  parts: { organization: Organization; user: User },
) {
  return {
    object: 'organization_membership',
    id: membership.id,
    role: membership.role,
    role_name: membership.role === 'org:admin' ? 'Admin' : 'Member',
    permissions: permissions[membership.role],
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
