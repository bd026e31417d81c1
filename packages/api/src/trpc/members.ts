import { z } from 'zod'
import type { Member } from '../member.ts'
import { listInputSchema } from './list-input.ts'
import { orgProcedure, router } from './trpc.ts'

export const membersRouter = router({
  /** The membership of each user of `users.list`, in the same order. */
  list: orgProcedure
    .input(listInputSchema.optional())
    // Typed only: rows are validated where they become members, in slices.
    .output(z.custom<readonly Member[]>())
    .query(async ({ ctx, input }) => {
      const { orgId, revisions } = input?.consistency === 'strong' ? await ctx.confirmed() : ctx
      return ctx.show(await ctx.services.lists.members.snapshot(orgId, revisions.members))
    }),

  /** The display names of the roles. A role that is missing here is shown by its key. */
  roles: orgProcedure
    .input(z.void())
    .output(z.array(z.object({ key: z.string(), name: z.string() })))
    .query(async ({ ctx }) => Array.from(await ctx.services.roleNames(), ([key, name]) => ({ key, name }))),
})
