import { newId } from '../new-id.ts'
import type { Role } from '../state/roles.ts'

/** The permissions of a role are listed in each membership, not here. */
export function roleObject({ key, name, description, permissions }: Role) {
  return {
    object: 'role',
    id: newId('role', key),
    name,
    key,
    description,
    is_creator_eligible: permissions.includes('org:sys_memberships:manage'),
    permissions: [],
    created_at: Date.UTC(2021, 0, 1),
    updated_at: Date.UTC(2021, 0, 1),
  }
}
