import { z } from 'zod'
import { listInputSchema } from './list-input.ts'
import { resolveInputSchema } from './resolve-input.ts'
import { personSchema, type User } from '../user.ts'
import { orgProcedure, router, rowsProcedure } from './trpc.ts'

export const usersRouter = router({
  /**
   * Every user of the caller's organization, ordered by createdAt, then id. With `strong` consistency whatever Clerk
   * changed before the request is in the answer.
   */
  list: orgProcedure
    .input(listInputSchema.optional())
    // Validated where rows become users, in slices; here it is only typed.
    .output(z.custom<readonly User[]>())
    .query(async ({ ctx, input }) => {
      const { orgId, revisions } = input?.consistency === 'strong' ? await ctx.confirmed() : ctx
      return ctx.show(await ctx.lists.users(orgId, revisions.users))
    }),

  /** The revision of the caller's list: equal revisions mean equal lists. */
  revision: orgProcedure
    .input(z.void())
    .output(z.object({ revision: z.string() }))
    .query(({ ctx }) => ({ revision: String(ctx.revisions.users) })),

  /** People who are or were members of the caller's organization, by id; nobody else is answered. */
  resolve: rowsProcedure
    .meta({ weight: 2 })
    .input(resolveInputSchema)
    .output(z.array(personSchema))
    .query(async ({ ctx, input }) => {
      const people = await ctx.services.people.resolve(ctx.orgId, input.ids)
      return people.map(({ id, firstName, lastName, imageUrl, state }) => ({
        id,
        name: [firstName, lastName].filter(Boolean).join(' ') || null,
        profilePictureUrl: imageUrl,
        status: state,
      }))
    }),
})
