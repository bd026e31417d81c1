import { apiKeysRouter } from './api-keys.ts'
import { createCallerFactory, router } from './trpc.ts'
import { usersRouter } from './users.ts'

export const appRouter = router({ users: usersRouter, apiKeys: apiKeysRouter })

export type AppRouter = typeof appRouter

/** Calls procedures in-process, for the REST adapter: same authentication, same schemas, same errors. */
export const createCaller = createCallerFactory(appRouter)
