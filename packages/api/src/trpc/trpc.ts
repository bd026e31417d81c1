import { initTRPC } from '@trpc/server'
import type { TRPC_ERROR_CODE_NUMBER, TRPCErrorShape } from '@trpc/server/rpc'
import type { Context } from './context.ts'
import { RosterError, toPublicError } from '../errors.ts'

const t = initTRPC.context<Context>().create({
  // Decided here and not by the environment: a stack trace must not reach a client.
  isDev: false,
  errorFormatter: formatError,
})

/** An error as clients of tRPC read it; `rpcCode` is tRPC's number for its kind. */
export function errorShape(rpcCode: TRPC_ERROR_CODE_NUMBER, error: unknown) {
  const { code, status, message, retryAfter } = toPublicError(error)
  return { code: rpcCode, message, data: { code, httpStatus: status, ...(retryAfter && { retryAfter }) } }
}

/** The formatter of every router that is merged with Roster's: tRPC refuses two. */
export function formatError({ shape, error }: { shape: TRPCErrorShape; error: unknown }) {
  return errorShape(shape.code, error)
}

export const router = t.router
export const mergeRouters = t.mergeRouters
export const createCallerFactory = t.createCallerFactory

/** For callers whose credential carries an organization that the mirror lets them see: a member, or its API key. */
export const orgProcedure = t.procedure.use(async ({ ctx, next }) => {
  const { orgId, actor, revision, confirmedMs } = await ctx.admission()
  return next({ ctx: { orgId, actor, revision, confirmedMs } })
})

/** The same, for people only: what is done is done by a user. */
export const memberProcedure = orgProcedure.use(({ ctx, next }) => {
  if (ctx.actor.kind !== 'user') {
    throw new RosterError('FORBIDDEN', { message: 'API keys may only list users; sign in as a member for this' })
  }
  return next({ ctx: { userId: ctx.actor.userId, role: ctx.actor.role } })
})

/** For what reads or writes rows: one at a time for each organization, which so leaves the database to the others. */
export const rowsProcedure = memberProcedure.use(({ ctx, next }) => ctx.inTurn(() => next()))
