import { z } from 'zod'
import type { Member } from '../member.ts'
import { listInputSchema } from './list-input.ts'
import { orgProcedure, router } from './trpc.ts'

export const membersRouter = router({
  /** What each user of `users.list` is in the organization, in the same order. */
  list: orgProcedure
    .input(listInputSchema.optional())
    // Validated where rows become members, in slices; here it is only typed.
    .output(z.custom<readonly Member[]>())
    .query(async ({ ctx, input }) => {
      const { orgId, revisions } = input?.consistency === 'strong' ? await ctx.confirmed() : ctx
      return ctx.show(await ctx.services.lists.members.snapshot(orgId, revisions.members))
    }),

  /** What Clerk calls the roles, for people to read; a role that is not here is shown by its key. */
  roles: orgProcedure
    .input(z.void())
    .output(z.array(z.object({ key: z.string(), name: z.string() })))
    .query(async ({ ctx }) => Array.from(await ctx.services.roleNames(), ([key, name]) => ({ key, name }))),
})
