import { clerkError } from '../http/clerk-error.ts'
import type { Instance, View } from '../instance.ts'
import { roleObject } from '../objects/role-object.ts'
import type { Role } from '../state/roles.ts'

/** Replaces the roles of the instance. Memberships keep their role keys. */
export function setRoles(instance: Instance, roles: readonly Role[]): void {
  instance.view.roles = roles
  instance.publish(roles.map((role) => ({ type: 'role.updated', data: roleObject(role) })))
}

/** Returns the key, or throws if the instance has no such role. */
export function requireRole({ roles }: View, key: string): string {
  if (roles.some((role) => role.key === key)) return key
  throw clerkError(404, 'resource_not_found', `The instance has no role ${key}. Use one of its roles.`)
}
