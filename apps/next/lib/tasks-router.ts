import { formatError, type RosterContext } from '@roster/api'
import { initTRPC, TRPCError } from '@trpc/server'
import { z } from 'zod'
import { assignTask, tasksOf } from './tasks'

const t = initTRPC.context<RosterContext>().create({ errorFormatter: formatError })

/** The app's own procedures, of the organization that Roster verified. */
const procedure = t.procedure.use(async ({ ctx, next }) => {
  const { orgId } = await ctx.admission()
  return next({ ctx: { orgId } })
})

export const tasksRouter = t.router({
  list: procedure.query(({ ctx }) => tasksOf(ctx.orgId)),
  assign: procedure
    .input(z.object({ id: z.int(), assigneeId: z.string().nullable() }))
    .mutation(async ({ ctx, input }) => {
      if (!(await assignTask(ctx.orgId, input.id, input.assigneeId))) throw new TRPCError({ code: 'NOT_FOUND' })
    }),
})
