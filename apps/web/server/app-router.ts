import { rosterRouter } from '@roster/api'
import { initTRPC } from '@trpc/server'
import { createLeadsRouter } from './leads/leads-router.ts'
import type { LeadsStore } from './leads/leads-store.ts'

const { mergeRouters } = initTRPC.create()

/** Roster's procedures and the app's own. */
export function createAppRouter(leads: LeadsStore) {
  return mergeRouters(rosterRouter, createLeadsRouter(leads))
}

export type AppRouter = ReturnType<typeof createAppRouter>
