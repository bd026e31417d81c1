import type { Invitation } from '../state/rows.ts'
import type { View } from '../instance.ts'
import { imageUrl } from './image-url.ts'

export function invitationObject(view: View, invitation: Invitation) {
  const organization = view.world.organizations.get(invitation.organizationId)
  const { id, emailAddress, organizationId, role, status, createdAt, updatedAt } = invitation
  return {
    object: 'organization_invitation',
    id,
    email_address: emailAddress,
    role,
    role_name: view.roles.find(({ key }) => key === role)?.name ?? role,
    organization_id: organizationId,
    public_organization_data: {
      id: organizationId,
      name: organization?.name ?? '',
      slug: organization?.slug ?? '',
      has_image: false,
      image_url: imageUrl(view, organizationId),
    },
    status,
    public_metadata: {},
    url: null,
    expires_at: null,
    created_at: createdAt,
    updated_at: updatedAt,
  }
}
