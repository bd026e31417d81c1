import type { Role } from './state/roles.ts'
import type { World } from './state/world.ts'

/** The data behind an answer: the rows (current or stale), the roles, and the address where pictures are served. */
export type View = { world: World; roles: readonly Role[]; url: string }
