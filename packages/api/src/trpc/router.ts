import { apiKeysRouter } from './api-keys.ts'
import { membersRouter } from './members.ts'
import { createCallerFactory, router } from './trpc.ts'
import { usersRouter } from './users.ts'

/** Roster's procedures, which the option `router` may merge with a host's. Their context is `RosterContext`. */
export const rosterRouter = router({ users: usersRouter, members: membersRouter, apiKeys: apiKeysRouter })

/** The type for clients of Roster's own procedures. */
export type RosterRouter = typeof rosterRouter

/** Calls procedures in-process for REST, with the same admission, schemas and errors. */
export const createCaller = createCallerFactory(rosterRouter)
