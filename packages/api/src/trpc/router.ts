import { apiKeysRouter } from './api-keys.ts'
import { membersRouter } from './members.ts'
import { createCallerFactory, router } from './trpc.ts'
import { usersRouter } from './users.ts'

/** Roster's own procedures, to merge with a host's for the option `router`. Their context is `RosterContext`. */
export const rosterRouter = router({ users: usersRouter, members: membersRouter, apiKeys: apiKeysRouter })

/** The type that clients of Roster's own procedures are made with. */
export type RosterRouter = typeof rosterRouter

/** Calls procedures in-process, for the REST adapter: same authentication, same schemas, same errors. */
export const createCaller = createCallerFactory(rosterRouter)
