import type { Db } from './open-db.ts'
import type { OrganizationId } from './organization-id.ts'

/** A lead of an organization. `createdAt` is ISO 8601. */
export type LeadRow = {
  id: string
  name: string
  company: string | null
  assigneeId: string | null
  version: number
  createdAt: string
}

export type NewLead = { name: string; company: string | null; assigneeId?: string | null }
export type Assignment = { leadId: string; assigneeId: string | null; version: number }
export type AssignmentOutcome =
  | { outcome: 'assigned'; version: number }
  | { outcome: 'no_such_lead' | 'not_a_member' | 'changed_meanwhile' }

const shown = { id: true, name: true, company: true, assigneeId: true, version: true, createdAt: true } as const

/** All leads of the organization, oldest first. */
export async function listLeads(db: Db, orgId: OrganizationId): Promise<LeadRow[]> {
  const leads = await db.prisma.lead.findMany({
    where: { orgId },
    select: shown,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  return leads.map((lead) => ({ ...lead, createdAt: lead.createdAt.toISOString() }))
}

export async function createLead(db: Db, orgId: OrganizationId, lead: NewLead): Promise<LeadRow> {
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
  WITH lead_now AS (SELECT id, version FROM lead WHERE id = $2::uuid AND org_id = $1),
  member AS (
    SELECT 1 FROM membership m
    JOIN app_user u ON u.clerk_id = m.user_id AND u.state = 'live' AND NOT u.banned
    JOIN organization o ON o.clerk_id = m.org_id AND o.state = 'live'
    WHERE m.org_id = $1 AND m.user_id = $3 AND m.state = 'live'
  ),
  changed AS (
    UPDATE lead SET assignee_id = $3, version = lead.version + 1, updated_at = clock_timestamp()
    WHERE id = $2::uuid AND org_id = $1 AND version = $4 AND ($3::text IS NULL OR EXISTS (SELECT FROM member))
    RETURNING version
  )
  SELECT (SELECT version FROM changed) AS "version", EXISTS (SELECT FROM lead_now) AS "exists",
    $3::text IS NULL OR EXISTS (SELECT FROM member) AS "mayHave"`

/** Assigns a lead to a live member of its organization, or to nobody, unless it has changed since `version`. */
export async function assignLead(db: Db, orgId: OrganizationId, assignment: Assignment): Promise<AssignmentOutcome> {
  const { rows } = await db.pool.query<{ version: number | null; exists: boolean; mayHave: boolean }>(ASSIGN, [
    orgId,
    assignment.leadId,
    assignment.assigneeId,
    assignment.version,
  ])
  const [row] = rows
  if (row?.version) return { outcome: 'assigned', version: row.version }
  if (!row?.exists) return { outcome: 'no_such_lead' }
  return { outcome: row.mayHave ? 'changed_meanwhile' : 'not_a_member' }
}
