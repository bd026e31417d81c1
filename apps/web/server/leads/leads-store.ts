import type { Db, OrganizationId } from '@roster/db'
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/prisma/client.ts'

/** A lead of an organization. `createdAt` is ISO 8601. */
export type LeadRow = {
  id: string
  name: string
  company: string | null
  assigneeId: string | null
  version: number
  createdAt: string
}

/** A place in the list of leads: after this one. */
export type LeadCursor = { createdAt: string; id: string }

export type LeadPage = { leads: LeadRow[]; next: LeadCursor | null }

export type NewLead = { name: string; company: string | null; assigneeId?: string | null }
export type Assignment = { leadId: string; assigneeId: string | null; version: number }

/** Why somebody may not have a lead. */
export type NoAssignee = 'never_a_member' | 'not_known_yet' | 'left' | 'deleted' | 'banned' | 'deprovisioned'
export type AssignmentOutcome =
  | { outcome: 'assigned'; version: number }
  | { outcome: 'no_such_lead' | 'changed_meanwhile' | NoAssignee }

export type LeadsStore = {
  /** Up to 200 leads of the organization, newest first, from the one after `cursor` on; `next` is null at the end. */
  list(orgId: OrganizationId, cursor?: LeadCursor | null): Promise<LeadPage>
  /** How many leads of the organization somebody has. */
  count(orgId: OrganizationId, assigneeId: string): Promise<number>
  /** Null where the organization has as many leads as it may have. */
  create(orgId: OrganizationId, lead: NewLead): Promise<LeadRow | null>
  /** Assigns a lead to an active member of its organization, or to nobody, unless it has changed since `version`. */
  assign(orgId: OrganizationId, assignment: Assignment): Promise<AssignmentOutcome>
  /**
   * Gives an organization its first leads, as if at the times given; one that has leads keeps them. Only for demo data: the
   * organization is the server's choice, so nothing of a caller may lead here.
   */
  seed(orgId: string, leads: readonly (NewLead & { createdAt: Date })[]): Promise<void>
}

const PAGE = 200
/** What an organization may have. */
export const MAX_LEADS = 10_000

const shown = { id: true, name: true, company: true, assigneeId: true, version: true, createdAt: true } as const

// As one value, for which the driver has a quarter of the work that rows and Prisma's objects cost.
const LIST = `
  SELECT coalesce(json_agg(json_build_object(
    'id', id, 'name', name, 'company', company, 'assigneeId', assignee_id, 'version', version,
    'createdAt', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  )), '[]') AS leads FROM (
    SELECT * FROM leads.lead
    WHERE org_id = $1 AND ($2::timestamptz IS NULL OR (created_at, id) < ($2::timestamptz, $3::uuid))
    ORDER BY created_at DESC, id DESC LIMIT ${PAGE + 1}
  ) AS page`

// The assignee is checked in the statement that assigns: between a check and a write the member could leave. Who may have
// a lead is said by Roster's views; why somebody else may not, by its table of memberships, which keeps those that ended.
const ASSIGN = `
  WITH lead_now AS (SELECT id, version FROM leads.lead WHERE id = $2::uuid AND org_id = $1),
  candidate AS (
    SELECT CASE
      WHEN member.status IS NOT NULL THEN member.status
      WHEN person.state = 'deleted' THEN 'deleted'
      WHEN held.state <> 'live' THEN 'left'
      ELSE 'not_known_yet' END AS standing
    FROM roster.membership AS held
    LEFT JOIN roster.member USING (org_id, user_id)
    LEFT JOIN roster.person USING (user_id)
    WHERE org_id = $1 AND user_id = $3 AND held.state <> 'unknown'
  ),
  assignee AS (SELECT CASE WHEN $3::text IS NULL THEN 'active' ELSE (SELECT standing FROM candidate) END AS standing),
  changed AS (
    UPDATE leads.lead SET assignee_id = $3, version = lead.version + 1, updated_at = clock_timestamp()
    WHERE id = $2::uuid AND org_id = $1 AND version = $4 AND (SELECT standing FROM assignee) = 'active'
    RETURNING version
  )
  SELECT (SELECT version FROM changed) AS "version", EXISTS (SELECT FROM lead_now) AS "exists", standing FROM assignee`

type Assigned = {
  version: number | null
  exists: boolean
  standing: Exclude<NoAssignee, 'never_a_member'> | 'active' | null
}

/** The leads in a database that has their schema. */
export function createLeadsStore({ pool }: Db): LeadsStore {
  const { lead: rows } = new PrismaClient({ adapter: new PrismaPg(pool, { schema: 'leads' }) })
  return {
    async list(orgId, cursor) {
      const answer = await pool.query<{ leads: LeadRow[] }>(LIST, [orgId, cursor?.createdAt, cursor?.id])
      const found = answer.rows[0]?.leads ?? []
      const leads = found.slice(0, PAGE)
      const last = leads.at(-1)
      return { leads, next: found.length > PAGE && last ? { createdAt: last.createdAt, id: last.id } : null }
    },

    count: (orgId, assigneeId) => rows.count({ where: { orgId, assigneeId } }),

    async create(orgId, lead) {
      if ((await rows.count({ where: { orgId }, take: MAX_LEADS })) >= MAX_LEADS) return null
      const created = await rows.create({ data: { ...lead, orgId }, select: shown })
      return { ...created, createdAt: created.createdAt.toISOString() }
    },

    async assign(orgId, { leadId, assigneeId, version }) {
      const answer = await pool.query<Assigned>(ASSIGN, [orgId, leadId, assigneeId, version])
      const [row] = answer.rows
      if (row?.version) return { outcome: 'assigned', version: row.version }
      if (!row?.exists) return { outcome: 'no_such_lead' }
      if (row.standing === 'active') return { outcome: 'changed_meanwhile' }
      return { outcome: row.standing ?? 'never_a_member' }
    },

    async seed(orgId, leads) {
      if (await rows.findFirst({ where: { orgId }, select: { id: true } })) return
      await rows.createMany({ data: leads.map((lead) => ({ ...lead, orgId })) })
    },
  }
}
