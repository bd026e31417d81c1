import { newId } from '../new-id.ts'
import type { Role } from '../state/roles.ts'

/** What a role permits is shown by each membership. */
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
