import { z } from 'zod'
import { clientOf } from '../news/client.ts'
import { listInputSchema } from './list-input.ts'
import { isNewsAfter, revisionInputSchema, revisionsSchema, shown } from './revisions.ts'
import { resolveInputSchema } from './resolve-input.ts'
import { personSchema, type User } from '../user.ts'
import { callerProcedure, orgProcedure, router, rowsProcedure } from './trpc.ts'

export const usersRouter = router({
  /**
   * Every user of the caller's organization, ordered by createdAt, then id. With `strong` consistency the answer contains
   * every change that Clerk made before the request.
   */
  list: orgProcedure
    .input(listInputSchema.optional())
    // Typed only: rows are validated where they become users, in slices.
    .output(z.custom<readonly User[]>())
    .query(async ({ ctx, input }) => {
      const { orgId, revisions } = input?.consistency === 'strong' ? await ctx.confirmed() : ctx
      return ctx.show(await ctx.services.lists.users.snapshot(orgId, revisions.users))
    }),

  /**
   * The revisions of both lists; equal revisions mean equal lists. Given those of an earlier answer in `after`, it answers when
   * one of them changes, or after 25 s, or at once if too many wait.
   */
  revision: callerProcedure
    .input(revisionInputSchema.optional())
    .output(revisionsSchema)
    .query(async ({ ctx, input, signal }) => {
      const after = input?.after
      if (!after) return shown((await ctx.admission()).revisions)
      return shown((await ctx.untilNews(isNewsAfter(after), clientOf(signal))).revisions)
    }),

  /** Present and former members of the caller's organization, by id. Ids of others are left out. */
  resolve: rowsProcedure
    .meta({ weight: 2 })
    .input(resolveInputSchema)
    .output(z.array(personSchema))
    .query(async ({ ctx, input }) => {
      const people = await ctx.services.resolvePeople(ctx.orgId, input.ids)
      return people.map(({ id, firstName, lastName, imageUrl, state }) => ({
        id,
        name: [firstName, lastName].filter(Boolean).join(' ') || null,
        profilePictureUrl: imageUrl,
        status: state,
      }))
    }),
})
