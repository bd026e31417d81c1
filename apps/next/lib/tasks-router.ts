import { formatError, type RosterContext } from '@roster/api'
import { initTRPC } from '@trpc/server'
import { assignTask, tasksOf } from './tasks'

const t = initTRPC.context<RosterContext>().create({ errorFormatter: formatError })

/** The app's own procedures, of the organization that Roster verified. */
const procedure = t.procedure.use(async ({ ctx, next }) => {
  const { orgId } = await ctx.admission()
  return next({ ctx: { orgId } })
})

export const tasksRouter = t.router({
  list: procedure.query(({ ctx }) => tasksOf(ctx.orgId)),
  assign: procedure.input(assigneeOf).mutation(({ ctx, input }) => assignTask(ctx.orgId, input)),
})

function assigneeOf(input: unknown): string | null {
  if (input === null || typeof input === 'string') return input
  throw new Error('The assignee is the id of a user, or null.')
}
