import type { Admission } from '../access/admit.ts'

const MANAGE_KEYS = 'org:sys_api_keys:manage'
// Clerk's own role, by its present name and the one before December 2023.
const ADMIN_ROLES = ['org:admin', 'admin']

/**
 * Whether a member manages the organization's API keys: by the permission in the claims, or by the role in the mirror, because
 * the claims may be a minute old.
 */
export function createMayManageKeys(adminRoles: readonly string[] = ADMIN_ROLES) {
  return ({ role, permissions }: Admission): boolean => permissions.includes(MANAGE_KEYS) || adminRoles.includes(role)
}
