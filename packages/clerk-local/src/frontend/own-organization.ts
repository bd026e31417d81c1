import { clerkError, notFound } from '../http/clerk-error.ts'
import type { Organization } from '../state/rows.ts'
import type { View } from '../instance.ts'
import type { Visitor } from './visitor.ts'

/** The organization, if the visitor is a member, or 404. */
export function requireOwn({ world }: View, visitor: Visitor, organizationId: string): Organization {
  const { userId } = visitor.requireSession()
  const organization = world.organizations.get(organizationId)
  if (organization === undefined || world.membership(organizationId, userId) === undefined)
    throw notFound('organization')
  return organization
}

/** The organization, if the visitor may manage its members, or 403. */
export function requireManaged(view: View, visitor: Visitor, organizationId: string): Organization {
  const organization = requireOwn(view, visitor, organizationId)
  const own = view.world.membership(organizationId, visitor.requireSession().userId)
  const role = view.roles.find(({ key }) => key === own?.role)
  if (role?.permissions.includes('org:sys_memberships:manage')) return organization
  throw clerkError(403, 'missing_permission', 'Your role may not manage the members of this organization.')
}
