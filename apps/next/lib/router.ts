import { formatError, rosterRouter, type RosterContext } from '@roster/api'
import { initTRPC } from '@trpc/server'
import { tasksRouter } from './tasks-router'

const t = initTRPC.context<RosterContext>().create({ errorFormatter: formatError })

export const router = t.router({ team: rosterRouter, tasks: tasksRouter })
export type AppRouter = typeof router
export const createCaller = t.createCallerFactory(router)
