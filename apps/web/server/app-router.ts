import { formatError, rosterRouter, type RosterContext, type RosterMeta } from '@roster/api'
import { initTRPC } from '@trpc/server'
import { createLeadsRouter } from './leads/leads-router.ts'
import type { LeadsStore } from './leads/leads-store.ts'

const t = initTRPC.context<RosterContext>().meta<RosterMeta>().create({ errorFormatter: formatError })

/** Roster's procedures and the app's own. */
export function createAppRouter(leads: LeadsStore) {
  return t.mergeRouters(rosterRouter, createLeadsRouter(leads))
}

export type AppRouter = ReturnType<typeof createAppRouter>
