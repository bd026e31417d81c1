import { formatError, RosterError, storableText, type RosterContext, type RosterMeta } from '@roster/api'
import { initTRPC } from '@trpc/server'
import { z } from 'zod'
import { MAX_LEADS, type LeadsStore } from './leads-store.ts'

const leadSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  company: z.string().nullable(),
  assigneeId: z.string().nullable(),
  version: z.number().int(),
  createdAt: z.iso.datetime(),
})

const cursorSchema = z.object({
  createdAt: z.iso.datetime().refine((text) => Date.parse(text) >= 0, 'is before 1970'),
  id: z.uuid(),
})

/** A piece of work of the organization, assigned to one of its members or to nobody. */
export type Lead = z.infer<typeof leadSchema>

const newLead = z.object({
  name: storableText.trim().min(1).max(200),
  company: storableText.trim().max(200).nullish(),
})
const assignment = z.object({
  leadId: z.uuid(),
  assigneeId: storableText.min(1).max(64).nullable(),
  /** The version that the assignment was decided on: someone else's later change is not overwritten. */
  version: z
    .int()
    .positive()
    .max(2 ** 31 - 1),
})

/** What the procedures take from a request: who calls, and a turn among the calls of the organization. */
export type LeadsContext = Pick<RosterContext, 'admission' | 'inTurn'>

const t = initTRPC.context<LeadsContext>().meta<RosterMeta>().create({ isDev: false, errorFormatter: formatError })

// For people only, and one at a time for each organization, which so leaves the database to the others.
const leadsProcedure = t.procedure.use(async ({ ctx, next }) => {
  const { orgId, caller } = await ctx.admission()
  if (caller.kind !== 'session') {
    throw new RosterError('FORBIDDEN', {
      message: 'API keys may only read who is in the organization; sign in as a member for this',
    })
  }
  return ctx.inTurn(() => next({ ctx: { orgId } }))
})

export function createLeadsRouter(store: LeadsStore) {
  const leads = t.router({
    /** Newest first, a page of 200; `next` is the cursor of the page after, null at the end. */
    list: leadsProcedure
      .meta({ weight: 3 })
      .input(z.object({ cursor: cursorSchema.nullish() }).optional())
      .output(z.object({ leads: z.array(leadSchema), next: cursorSchema.nullable() }))
      .query(({ ctx, input }) => store.list(ctx.orgId, input?.cursor)),

    /** How many leads somebody has, member or not. */
    count: leadsProcedure
      .input(z.object({ assigneeId: storableText.min(1).max(64) }))
      .output(z.number().int())
      .query(({ ctx, input }) => store.count(ctx.orgId, input.assigneeId)),

    create: leadsProcedure
      .meta({ weight: 2 })
      .input(newLead)
      .output(leadSchema)
      .mutation(async ({ ctx, input }) => {
        const { name, company } = input
        const created = await store.create(ctx.orgId, { name, company: company || null })
        if (!created) throw enoughLeads()
        return created
      }),

    assign: leadsProcedure
      .meta({ weight: 2 })
      .input(assignment)
      .output(z.object({ version: z.number().int() }))
      .mutation(async ({ ctx, input }) => {
        const done = await store.assign(ctx.orgId, input)
        if (done.outcome !== 'assigned') throw refusals[done.outcome]()
        return { version: done.version }
      }),
  })
  return t.router({ leads })
}

function enoughLeads(): RosterError {
  return new RosterError('VALIDATION_ERROR', {
    message: `Your organization has ${MAX_LEADS.toLocaleString('en')} leads, which is as many as it may have`,
  })
}

const refusals = {
  no_such_lead: () =>
    new RosterError('NOT_FOUND', { message: 'This lead does not exist in your organization; reload the list' }),
  never_a_member: () => mayNotHave('is not a member of your organization'),
  left: () => mayNotHave('has left your organization'),
  deleted: () => mayNotHave('was deleted'),
  banned: () => mayNotHave('is banned from signing in'),
  deprovisioned: () => mayNotHave('was deactivated by your company’s directory'),
  not_known_yet: () =>
    new RosterError('VALIDATION_ERROR', { message: 'The assignee has only just joined; try again in a moment' }),
  changed_meanwhile: () =>
    new RosterError('VALIDATION_ERROR', {
      message: 'Someone else assigned this lead meanwhile; look at the new assignee and try again',
    }),
}

function mayNotHave(why: string): RosterError {
  return new RosterError('VALIDATION_ERROR', { message: `The assignee ${why}; choose another` })
}
