import { initTRPC } from '@trpc/server'
import type { TRPC_ERROR_CODE_NUMBER } from '@trpc/server/rpc'
import { callerOf } from '../access/admit.ts'
import type { Context } from './context.ts'
import { RosterError, toPublicError, withPublicMessage } from '../errors.ts'

/** `weight` is what a call costs in the limits, in requests for a list that has not changed; 1 if not given. */
export type RosterMeta = { weight?: number }

const t = initTRPC.context<Context>().meta<RosterMeta>().create({
  // Decided here and not by the environment: a stack trace must not reach a client.
  isDev: false,
  errorFormatter: formatError,
})

/** The error formatter of Roster's procedures: a host's router that holds them needs it for the documented codes. */
export function formatError({ shape, error }: { shape: { code: TRPC_ERROR_CODE_NUMBER }; error: unknown }) {
  return errorShape(shape.code, error)
}

/** An error as clients of tRPC read it; `rpcCode` is tRPC's number for its kind. */
export function errorShape(rpcCode: TRPC_ERROR_CODE_NUMBER, error: unknown) {
  const { code, status, message, retryAfter } = toPublicError(error)
  return { code: rpcCode, message, data: { code, httpStatus: status, ...(retryAfter && { retryAfter }) } }
}

const NO_CONTEXT =
  'The tRPC context holds nothing of Roster, so no caller can be admitted. Spread `await roster.context(credential)` into what createContext returns.'

export const router = t.router
export const createCallerFactory = t.createCallerFactory

/** For callers whose credential carries an organization. Whether the mirror lets them see it, the procedure asks. */
export const callerProcedure = t.procedure
  .use(async ({ ctx, next }) => {
    if (typeof ctx?.admission !== 'function') throw new Error(NO_CONTEXT)
    const result = await next()
    if (!result.ok) throw withPublicMessage(result.error)
    return result
  })
  .use(({ ctx, next }) => {
    callerOf(ctx.credential)
    return next()
  })

/** For those whom the mirror lets see their organization: a member, or its API key. */
export const orgProcedure = callerProcedure.use(async ({ ctx, next }) => next({ ctx: await ctx.admission() }))

/** The same, for people only: what is done is done by a user. */
export const memberProcedure = orgProcedure.use(({ ctx, next }) => {
  if (ctx.caller.kind !== 'session') {
    throw new RosterError('FORBIDDEN', {
      message: 'Only a signed-in member may do this. API keys and jobs may read who is in the organization.',
    })
  }
  return next({ ctx: { userId: ctx.caller.userId } })
})

/** For what reads rows: one at a time for each organization, which so leaves the database to the others. */
export const rowsProcedure = orgProcedure.use(({ ctx, next }) => ctx.inTurn(() => next()))
