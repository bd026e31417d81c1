import type { Admission } from '../access/admit.ts'

const MANAGE_KEYS = 'org:sys_api_keys:manage'
// Clerk's own role, as instances from before December 2023 have it too.
const ADMIN_ROLES = ['org:admin', 'admin']

/**
 * Whether a member administers the organization's API keys: by the permission in claims that are not older than the
 * membership, else by the role that the mirror knows, for a token's may be a minute old.
 */
export function createMayManageKeys(adminRoles: readonly string[] = ADMIN_ROLES) {
  return ({ role, permissions }: Admission): boolean => permissions.includes(MANAGE_KEYS) || adminRoles.includes(role)
}
