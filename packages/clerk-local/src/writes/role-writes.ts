import { ClerkError } from '../http/clerk-error.ts'
import type { Instance } from '../instance.ts'
import { roleObject } from '../objects/role-object.ts'
import type { Role } from '../state/roles.ts'
import type { View } from '../view.ts'

/** Gives the instance these roles; memberships keep the keys that they have. */
export function setRoles(instance: Instance, roles: readonly Role[]): void {
  instance.view.roles = roles
  instance.publish(roles.map((role) => ({ type: 'role.updated', data: roleObject(role) })))
}

/** The key, if the instance has such a role. */
export function requireRole({ roles }: View, key: string): string {
  if (roles.some((role) => role.key === key)) return key
  throw new ClerkError(404, [
    { code: 'resource_not_found', message: `The instance has no role ${key}. Use one of its roles.` },
  ])
}
