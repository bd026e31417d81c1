import { formatError, RosterError, type RosterContext, type RosterMeta } from '@roster/api'
import { initTRPC } from '@trpc/server'
import { z } from 'zod'
import {
  cursorSchema,
  editSchema,
  leadSchema,
  newLeadSchema,
  revisionSchema,
  seenLeadSchema,
  seenLeadsSchema,
  userIdSchema,
} from './lead-schemas.ts'
import type { LeadsStore } from './leads-store.ts'

export type { Lead } from './lead-schemas.ts'

/** What the procedures need of a request: its caller, and a turn in the organization's queue. */
export type LeadsContext = Pick<RosterContext, 'admission' | 'inTurn'>

const t = initTRPC.context<LeadsContext>().meta<RosterMeta>().create({ isDev: false, errorFormatter: formatError })

// For signed-in members only, not for API keys.
const memberProcedure = t.procedure.use(async ({ ctx, next }) => {
  const { orgId, caller } = await ctx.admission()
  if (caller.kind !== 'session') {
    throw new RosterError('FORBIDDEN', {
      message: 'API keys may only read who is in the organization; sign in as a member for this',
    })
  }
  return next({ ctx: { orgId } })
})

// One call at a time for each organization, so that no organization keeps the database from the others.
const leadsProcedure = memberProcedure.use(({ ctx, next }) => ctx.inTurn(() => next()))

type PageOf = Parameters<LeadsStore['list']>
const pageSchema = z.object({ revision: revisionSchema, leads: z.array(leadSchema), next: cursorSchema.nullable() })

/** Reads pages of leads. Calls that wait for the same page share a read, which starts after each of them. */
function pageReader(store: LeadsStore) {
  const waiting = new Map<string, ReturnType<LeadsStore['list']>>()
  return async (inTurn: LeadsContext['inTurn'], ...[orgId, cursor]: PageOf) => {
    const page = JSON.stringify([orgId, cursor?.createdAt, cursor?.id])
    const joined = waiting.get(page)
    if (joined) return joined
    const read = Promise.resolve().then(() =>
      inTurn(() => {
        waiting.delete(page)
        return store.list(orgId, cursor).then((found) => pageSchema.parse(found))
      }),
    )
    waiting.set(page, read)
    return read.finally(() => {
      if (waiting.get(page) === read) waiting.delete(page)
    })
  }
}

export function createLeadsRouter(store: LeadsStore) {
  const readPage = pageReader(store)

  const leads = t.router({
    /** A page of up to 200 leads, newest first; `next` is the cursor of the next page, null at the end. */
    list: memberProcedure
      .meta({ weight: 3 })
      .input(z.object({ cursor: cursorSchema.nullish() }).optional())
      // Its output is checked once for all calls that share a read.
      .query(({ ctx, input }) => readPage(ctx.inTurn, ctx.orgId, input?.cursor)),

    /**
     * The changes since the `revision` of an earlier answer; null if they are too many: the list must be read again.
     * Open pages poll every second or two: without changes, all concurrent polls cost one small statement.
     */
    changes: memberProcedure
      .input(z.object({ after: revisionSchema }))
      .output(
        z.object({ revision: revisionSchema, changed: z.array(leadSchema), deleted: z.array(z.uuid()) }).nullable(),
      )
      .query(async ({ ctx, input: { after } }) => {
        const revision = await store.revision(ctx.orgId)
        if (revision === after) return { revision, changed: [], deleted: [] }
        return ctx.inTurn(() => store.changes(ctx.orgId, after))
      }),

    /** The number of leads of a present or former member. */
    count: leadsProcedure
      .input(z.object({ assigneeId: userIdSchema }))
      .output(z.number().int())
      .query(({ ctx, input }) => store.count(ctx.orgId, input.assigneeId)),

    create: leadsProcedure
      .meta({ weight: 2 })
      .input(newLeadSchema)
      .output(leadSchema)
      .mutation(({ ctx, input }) => store.create(ctx.orgId, input)),

    /** Changes the texts of a lead and the people it is shared with. */
    edit: leadsProcedure
      .meta({ weight: 2 })
      .input(editSchema)
      .output(leadSchema)
      .mutation(({ ctx, input }) => store.edit(ctx.orgId, input)),

    assign: leadsProcedure
      .meta({ weight: 2 })
      .input(seenLeadSchema.extend({ assigneeId: userIdSchema.nullable() }))
      .output(z.object({ version: z.number().int() }))
      .mutation(async ({ ctx, input: { assigneeId, ...lead } }) => {
        const [assigned] = await store.assign(ctx.orgId, [lead], assigneeId)
        return { version: assigned?.version ?? lead.version }
      }),

    /** Assigns those of up to 200 leads that nobody has changed meanwhile, and returns them. */
    assignMany: leadsProcedure
      .meta({ weight: 5 })
      .input(z.object({ leads: seenLeadsSchema, assigneeId: userIdSchema.nullable() }))
      .output(z.object({ changed: z.array(seenLeadSchema) }))
      .mutation(async ({ ctx, input }) => ({ changed: await store.assign(ctx.orgId, input.leads, input.assigneeId) })),

    /** Reassigns every lead of a present or former member to an active member or to no one. */
    reassign: leadsProcedure
      .meta({ weight: 10 })
      .input(z.object({ from: userIdSchema, to: userIdSchema.nullable() }))
      .output(z.object({ count: z.number().int() }))
      .mutation(async ({ ctx, input: { from, to } }) => ({ count: await store.reassign(ctx.orgId, from, to) })),

    /** Deletes those of up to 200 leads that nobody has changed meanwhile, and returns their ids. */
    delete: leadsProcedure
      .meta({ weight: 5 })
      .input(z.object({ leads: seenLeadsSchema }))
      .output(z.object({ deleted: z.array(z.uuid()) }))
      .mutation(async ({ ctx, input }) => ({ deleted: await store.delete(ctx.orgId, input.leads) })),
  })

  return t.router({ leads })
}
