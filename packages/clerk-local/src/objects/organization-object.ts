import type { Organization } from '../state/rows.ts'
import type { View } from '../instance.ts'
import { imageUrl } from './image-url.ts'

export function organizationObject(view: View, organization: Organization) {
  return {
    object: 'organization',
    id: organization.id,
    name: organization.name,
    slug: organization.slug,
    image_url: imageUrl(view, organization.id),
    has_image: false,
    members_count: view.world.membersOf(organization.id).memberships.size,
    pending_invitations_count: [...view.world.invitations.values()].filter(
      ({ organizationId, status }) => organizationId === organization.id && status === 'pending',
    ).length,
    max_allowed_memberships: organization.maxAllowedMemberships,
    admin_delete_enabled: organization.adminDeleteEnabled,
    public_metadata: organization.publicMetadata,
    private_metadata: organization.privateMetadata,
    ...(organization.createdBy === null ? {} : { created_by: organization.createdBy }),
    created_at: organization.createdAt,
    updated_at: organization.updatedAt,
  }
}
