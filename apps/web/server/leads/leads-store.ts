import type { Db, OrganizationId } from '@roster/db'
import { PrismaPg } from '@prisma/adapter-pg'
import type { z } from 'zod'
import { PrismaClient } from './generated/prisma/client.ts'
import { notChanged, personRefused, tooManyLeads, type Refusal } from './lead-refusals.ts'
import type { cursorSchema, editSchema, Lead, newLeadSchema, seenLeadSchema } from './lead-schemas.ts'
import {
  ASSIGN,
  CHANGES,
  CREATE,
  DELETE,
  EDIT,
  HISTORY,
  LIST,
  MAX_LEADS,
  PAGE,
  REASSIGN,
  REVISION,
  SEED,
} from './lead-statements.ts'

type LeadCursor = z.infer<typeof cursorSchema>
type LeadPage = { revision: number; leads: Lead[]; next: LeadCursor | null }
/** The changes after a revision, up to and including `revision`. */
type LeadChanges = { revision: number; changed: Lead[]; deleted: string[] }
type SeenLead = z.infer<typeof seenLeadSchema>

/** New assignees and followers must be active members; existing followers may have left. Refusals are thrown. */
export type LeadsStore = {
  /** Up to 200 leads of the organization, newest first, from the one after `cursor` on; `next` is null at the end. */
  list(orgId: OrganizationId, cursor?: LeadCursor | null): Promise<LeadPage>
  /** The number of leads that a person has in the organization. */
  count(orgId: OrganizationId, assigneeId: string): Promise<number>
  /** Increases with each change of the organization's leads. */
  revision(orgId: OrganizationId): Promise<number>
  /** Null if the changes are too many or the revision is too old: the list must be read again. */
  changes(orgId: OrganizationId, after: number): Promise<LeadChanges | null>
  create(orgId: OrganizationId, lead: z.infer<typeof newLeadSchema>): Promise<Lead>
  edit(orgId: OrganizationId, edit: z.infer<typeof editSchema>): Promise<Lead>
  /** Assigns the leads that have not changed, and returns them. */
  assign(orgId: OrganizationId, leads: readonly SeenLead[], assigneeId: string | null): Promise<SeenLead[]>
  /** Reassigns all leads of a present or former member, and returns their number. */
  reassign(orgId: OrganizationId, from: string, to: string | null): Promise<number>
  /** Deletes the leads that have not changed, and returns their ids. */
  delete(orgId: OrganizationId, leads: readonly SeenLead[]): Promise<string[]>
  /**
   * Creates an organization's first leads at the times given, or does nothing if it has leads. Only for demo data: the
   * server chooses the organization, so no caller's input may reach this.
   */
  seed(orgId: string, leads: readonly (z.input<typeof newLeadSchema> & { createdAt: Date })[]): Promise<void>
}

/** The leads in a database where their schema exists. */
export function createLeadsStore({ pool }: Db): LeadsStore {
  const { lead: rows } = new PrismaClient({ adapter: new PrismaPg(pool, { schema: 'leads' }) })
  const revisions = new Map<string, Promise<number>>()

  async function one<Row extends object>(statement: string, parameters: readonly unknown[]): Promise<Row> {
    const { rows } = await pool.query<Row>(statement, [...parameters])
    const [row] = rows
    if (!row) throw new Error('A statement about leads, which answers one row, answered none')
    return row
  }

  return {
    async list(orgId, cursor) {
      const { page } = await one<{ page: Omit<LeadPage, 'next'> }>(LIST, [orgId, cursor?.createdAt, cursor?.id])
      const leads = page.leads.slice(0, PAGE)
      const last = leads.at(-1)
      const next = page.leads.length > PAGE && last ? { createdAt: last.createdAt, id: last.id } : null
      return { revision: page.revision, leads, next }
    },

    count: (orgId, assigneeId) => rows.count({ where: { orgId, assigneeId } }),

    // Every open page polls this: concurrent calls share one statement.
    revision(orgId) {
      const pending = revisions.get(orgId)
      if (pending) return pending
      const read = one<{ revision: number }>(REVISION, [orgId])
        .then(({ revision }) => revision)
        .finally(() => revisions.delete(orgId))
      revisions.set(orgId, read)
      return read
    },

    async changes(orgId, after) {
      const { changes } = await one<{ changes: LeadChanges }>(CHANGES, [orgId, after])
      const { revision, changed, deleted } = changes
      const isLongAgo = after < revision - HISTORY || after > revision
      return isLongAgo || changed.length > PAGE || deleted.length > PAGE ? null : changes
    },

    async create(orgId, { name, company, assigneeId, sharedWith }) {
      if ((await rows.count({ where: { orgId }, take: MAX_LEADS })) >= MAX_LEADS) throw tooManyLeads()
      type Created = { lead: Lead; refusal: null } | { lead: null; refusal: Refusal }
      const { lead, refusal } = await one<Created>(CREATE, [orgId, name, company, assigneeId, sharedWith])
      if (!refusal) return lead
      throw personRefused(refusal.userId === assigneeId ? 'The assignee' : 'Somebody you share with', refusal)
    },

    async edit(orgId, { leadId, version, name, company, sharedWith }) {
      type Edited = { lead: Lead | null; exists: boolean; refusal: Refusal | null }
      const parameters = [orgId, leadId, version, name, company, sharedWith]
      const { lead, exists, refusal } = await one<Edited>(EDIT, parameters)
      if (lead) return lead
      throw exists && refusal ? personRefused('Somebody you share with', refusal) : notChanged(exists)
    },

    async assign(orgId, leads, assigneeId) {
      type Assigned = { changed: SeenLead[]; exists: boolean; refusal: Refusal | null }
      const { changed, exists, refusal } = await one<Assigned>(ASSIGN, [orgId, ...columnsOf(leads), assigneeId])
      if (changed.length > 0) return changed
      throw exists && refusal ? personRefused('The assignee', refusal) : notChanged(exists)
    },

    async reassign(orgId, from, to) {
      const { count, refusal } = await one<{ count: number; refusal: Refusal | null }>(REASSIGN, [orgId, from, to])
      if (refusal) throw personRefused('The assignee', refusal)
      return count
    },

    async delete(orgId, leads) {
      const { deleted } = await one<{ deleted: string[] }>(DELETE, [orgId, ...columnsOf(leads)])
      return deleted
    },

    async seed(orgId, leads) {
      await pool.query(SEED, [orgId, JSON.stringify(leads)])
    },
  }
}

function columnsOf(leads: readonly SeenLead[]) {
  return [leads.map(({ leadId }) => leadId), leads.map(({ version }) => version)]
}
