import type { Role } from './state/roles.ts'
import type { World } from './state/world.ts'

/** What an answer is made from: the rows (now, or as they were), the roles, and the address pictures are served at. */
export type View = { world: World; roles: readonly Role[]; url: string }
