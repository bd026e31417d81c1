/** A role of a member. `permissions` are keys, such as org:sys_memberships:read. */
export type Role = { key: string; name: string; description: string; permissions: readonly string[] }

export const defaultRoles: readonly Role[] = [
  {
    key: 'org:admin',
    name: 'Admin',
    description: 'Manages the organization and its members',
    permissions: [
      'org:sys_profile:manage',
      'org:sys_profile:delete',
      'org:sys_memberships:read',
      'org:sys_memberships:manage',
      'org:sys_api_keys:read',
      'org:sys_api_keys:manage',
    ],
  },
  {
    key: 'org:member',
    name: 'Member',
    description: 'Belongs to the organization',
    permissions: ['org:sys_memberships:read'],
  },
]
