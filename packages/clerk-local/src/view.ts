import type { World } from './state/world.ts'

/** What an answer is made from: the rows (now, or as they were) and the address pictures are served at. */
export type View = { world: World; url: string }
