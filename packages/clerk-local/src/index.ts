export type { Faults } from './faults/faults.ts'
export type { LocalClerk, LocalClerkOptions } from './local-clerk.ts'
export type { Role } from './state/roles.ts'
export { startLocalClerk } from './start-local-clerk.ts'
