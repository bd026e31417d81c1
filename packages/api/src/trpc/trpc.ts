import { initTRPC } from '@trpc/server'
import { TRPC_ERROR_CODES_BY_KEY, type TRPC_ERROR_CODE_NUMBER } from '@trpc/server/rpc'
import { callerOf } from '../access/admit.ts'
import type { Context } from './context.ts'
import { errors, RosterError, toPublicError, withPublicMessage } from '../errors.ts'

/** `weight` is the number of requests that a call counts as in the limits; 1 by default. */
export type RosterMeta = { weight?: number }

const t = initTRPC.context<Context>().meta<RosterMeta>().create({
  // Set here and not by NODE_ENV: a stack trace must never reach a client.
  isDev: false,
  errorFormatter: formatError,
})

/** The error formatter of Roster's procedures. A host's router needs it to answer the documented codes. */
export function formatError({ shape, error }: { shape: { code: TRPC_ERROR_CODE_NUMBER }; error: unknown }) {
  return errorShape(shape.code, error)
}

/** The body that answers a call, or all calls of a batch, with this error. */
export function errorText(error: unknown): string {
  const { code } = toPublicError(error)
  return JSON.stringify({ error: errorShape(TRPC_ERROR_CODES_BY_KEY[errors[code].trpc], error) })
}

/** An error in tRPC's shape; `rpcCode` is tRPC's number for it. */
function errorShape(rpcCode: TRPC_ERROR_CODE_NUMBER, error: unknown) {
  const { code, status, message, retryAfter } = toPublicError(error)
  return { code: rpcCode, message, data: { code, httpStatus: status, ...(retryAfter && { retryAfter }) } }
}

const NO_CONTEXT =
  'The tRPC context lacks Roster’s, so no caller can be admitted. Spread `await roster.context(credential)` into what createContext returns.'

export const router = t.router
export const createCallerFactory = t.createCallerFactory

/** For callers whose credential has an organization; the procedure itself asks whether they are admitted. */
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

/** For admitted callers: members, API keys of the organization, and jobs. */
export const orgProcedure = callerProcedure.use(async ({ ctx, next }) => next({ ctx: await ctx.admission() }))

/** For signed-in members only: the action is recorded for a user. */
export const memberProcedure = orgProcedure.use(({ ctx, next }) => {
  if (ctx.caller.kind !== 'session') {
    throw new RosterError('FORBIDDEN', {
      message: 'Only a signed-in member may do this. API keys and jobs may read who is in the organization.',
    })
  }
  return next({ ctx: { userId: ctx.caller.userId } })
})

/** For procedures that read rows: one at a time for each organization, so that none occupies the database. */
export const rowsProcedure = orgProcedure.use(({ ctx, next }) => ctx.inTurn(() => next()))
