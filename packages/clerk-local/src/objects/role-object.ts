import { newId } from '../new-id.ts'
import type { Role } from '../state/rows.ts'

/** The two roles that every instance starts with; what they permit is shown by each membership. */
export function roleObject(key: Role) {
  const admin = key === 'org:admin'
  return {
    object: 'role',
    id: newId('role', key),
    name: admin ? 'Admin' : 'Member',
    key,
    description: admin ? 'Manages the organization and its members' : 'Belongs to the organization',
    is_creator_eligible: admin,
    permissions: [],
    created_at: Date.UTC(2021, 0, 1),
    updated_at: Date.UTC(2021, 0, 1),
  }
}
