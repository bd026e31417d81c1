export type { Faults } from './faults/faults.ts'
export type { LocalClerk, LocalClerkOptions } from './local-clerk.ts'
export { startLocalClerk } from './start-local-clerk.ts'
