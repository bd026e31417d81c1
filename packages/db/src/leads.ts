import type { Db } from './connect/open-db.ts'
import type { OrganizationId } from './read/organization-id.ts'
import { PERSON_STANDING, type PersonStanding } from './read/person-standing.ts'

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
export type AssignmentOutcome =
  | { outcome: 'assigned'; version: number }
  | { outcome: 'no_such_lead' | 'never_a_member' | 'changed_meanwhile' | Exclude<PersonStanding, 'active'> }

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
    SELECT * FROM roster.lead
    WHERE org_id = $1 AND ($2::timestamptz IS NULL OR (created_at, id) < ($2::timestamptz, $3::uuid))
    ORDER BY created_at DESC, id DESC LIMIT ${PAGE + 1}
  ) AS page`

/** Up to 200 leads of the organization, newest first, from the one after `cursor` on; `next` is null at the end. */
export async function listLeads(db: Db, orgId: OrganizationId, cursor?: LeadCursor | null): Promise<LeadPage> {
  const { rows } = await db.pool.query<{ leads: LeadRow[] }>(LIST, [orgId, cursor?.createdAt, cursor?.id])
  const found = rows[0]?.leads ?? []
  const leads = found.slice(0, PAGE)
  const last = leads.at(-1)
  return { leads, next: found.length > PAGE && last ? { createdAt: last.createdAt, id: last.id } : null }
}

/** Null where the organization has as many leads as it may have. */
export async function createLead(db: Db, orgId: OrganizationId, lead: NewLead): Promise<LeadRow | null> {
  if ((await db.prisma.lead.count({ where: { orgId }, take: MAX_LEADS })) >= MAX_LEADS) return null
  const created = await db.prisma.lead.create({ data: { ...lead, orgId }, select: shown })
  return { ...created, createdAt: created.createdAt.toISOString() }
}

/**
 * Gives an organization its first leads, as if at the times given; one that has leads keeps them. Only for demo data: the
 * organization is the server's choice, so nothing of a caller may lead here.
 */
export async function seedLeads(
  db: Db,
  orgId: string,
  leads: readonly (NewLead & { createdAt: Date })[],
): Promise<void> {
  if (await db.prisma.lead.findFirst({ where: { orgId }, select: { id: true } })) return
  await db.prisma.lead.createMany({ data: leads.map((lead) => ({ ...lead, orgId })) })
}

// The assignee is checked in the statement that assigns: between a check and a write the member could leave.
const ASSIGN = `
  WITH lead_now AS (SELECT id, version FROM roster.lead WHERE id = $2::uuid AND org_id = $1),
  candidate AS (
    SELECT ${PERSON_STANDING} AS standing FROM roster.membership m
    JOIN roster.organization o ON o.clerk_id = m.org_id AND o.state = 'live'
    LEFT JOIN roster.app_user u ON u.clerk_id = m.user_id
    WHERE m.org_id = $1 AND m.user_id = $3 AND m.state <> 'unknown'
  ),
  assignee AS (SELECT CASE WHEN $3::text IS NULL THEN 'active' ELSE (SELECT standing FROM candidate) END AS standing),
  changed AS (
    UPDATE roster.lead SET assignee_id = $3, version = lead.version + 1, updated_at = clock_timestamp()
    WHERE id = $2::uuid AND org_id = $1 AND version = $4 AND (SELECT standing FROM assignee) = 'active'
    RETURNING version
  )
  SELECT (SELECT version FROM changed) AS "version", EXISTS (SELECT FROM lead_now) AS "exists", standing FROM assignee`

type Assigned = { version: number | null; exists: boolean; standing: PersonStanding | null }

/** Assigns a lead to an active member of its organization, or to nobody, unless it has changed since `version`. */
export async function assignLead(db: Db, orgId: OrganizationId, assignment: Assignment): Promise<AssignmentOutcome> {
  const { rows } = await db.pool.query<Assigned>(ASSIGN, [
    orgId,
    assignment.leadId,
    assignment.assigneeId,
    assignment.version,
  ])
  const [row] = rows
  if (row?.version) return { outcome: 'assigned', version: row.version }
  if (!row?.exists) return { outcome: 'no_such_lead' }
  if (row.standing === 'active') return { outcome: 'changed_meanwhile' }
  return { outcome: row.standing ?? 'never_a_member' }
}
