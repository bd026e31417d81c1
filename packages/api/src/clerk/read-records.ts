import type { MembershipRecord, OrganizationRecord, UserRecord } from '@roster/db'
import { z } from 'zod'
import {
  membershipId,
  membershipRecord,
  organizationRecord,
  orgId as orgIdSchema,
  pathOf,
  userId as userIdSchema,
  userRecord,
} from './records.ts'

/**
 * A record that deviates from Clerk's specification: the path of the deviation, and the ids that can be read. One that was
 * `understood` lacked only a time that another replaces.
 */
export type OddRecord = { id: string | null; userId: string | null; schemaPath: string; understood: boolean }

/** The records of one answer, each validated by itself, and the id of the user or else of the membership of each, in order. */
export type Records<Record> = { records: Record[]; odd: OddRecord[]; keys: (string | null)[] }

export function readUsers(raw: readonly unknown[]): Records<UserRecord> {
  return readEach(raw, userRecord, (one) => {
    const id = userIdSchema.safeParse(idsIn(one).id).data ?? null
    return { id, userId: id }
  })
}

/** Reads the memberships of an answer about one organization, and rejects those of any other. */
export function readMemberships(raw: readonly unknown[], orgId: string): Records<MembershipRecord> {
  const ofOrganization = membershipRecord.refine((membership) => membership.orgId === orgId, {
    path: ['organization', 'id'],
  })
  return readEach(raw, ofOrganization, (one) => {
    const { id, organization, user } = idsIn(one)
    const ours = organization === orgId || !orgIdSchema.safeParse(organization).success
    return { id: membershipId.safeParse(id).data ?? null, userId: (ours && userIdSchema.safeParse(user).data) || null }
  })
}

/** Reads memberships of all organizations; the key of each is its own id. */
export function readAllMemberships(raw: readonly unknown[]): Records<MembershipRecord> {
  const read = readEach(raw, membershipRecord, (one) => {
    const { id, user } = idsIn(one)
    return { id: membershipId.safeParse(id).data ?? null, userId: userIdSchema.safeParse(user).data ?? null }
  })
  return { ...read, keys: raw.map((one) => membershipId.safeParse(idsIn(one).id).data ?? null) }
}

// A count that PostgreSQL's integers cannot hold counts as missing.
const members = z.object({ members_count: z.int32().nonnegative().nullish().catch(null) })

/** Reads the organizations of an answer, and their numbers of members as far as given. */
export function readOrganizations(
  raw: readonly unknown[],
): Records<OrganizationRecord> & { counts: { orgId: string; members: number }[] } {
  const read = readEach(raw, organizationRecord, (one) => ({
    id: orgIdSchema.safeParse(idsIn(one).id).data ?? null,
    userId: null,
  }))
  const counts = raw.flatMap((one) => {
    const orgId = orgIdSchema.safeParse(idsIn(one).id).data
    const count = members.safeParse(one).data?.members_count
    return orgId === undefined || count == null ? [] : [{ orgId, members: count }]
  })
  return { ...read, counts }
}

function readEach<Record>(
  raw: readonly unknown[],
  schema: z.ZodType<Record>,
  name: (one: unknown) => Pick<OddRecord, 'id' | 'userId'>,
): Records<Record> {
  const result: Records<Record> = { records: [], odd: [], keys: [] }
  for (const one of raw) {
    const named = name(one)
    result.keys.push(named.userId ?? named.id)
    const read = schema.safeParse(one)
    if (read.success) result.records.push(read.data)
    const lacking = lackingTime(one)
    if (!read.success) result.odd.push({ ...named, schemaPath: pathOf(read.error), understood: false })
    else if (lacking !== null) result.odd.push({ ...named, schemaPath: lacking, understood: true })
  }
  return result
}

const ids = z
  .object({
    id: z.unknown(),
    organization: z.object({ id: z.unknown() }).nullish().catch(null),
    public_user_data: z.object({ user_id: z.unknown() }).nullish().catch(null),
  })
  .catch({ id: null, organization: null, public_user_data: null })

/** The ids of a record or an event, of any form. */
export function idsIn(one: unknown): { id: unknown; organization: unknown; user: unknown } {
  const { id, organization, public_user_data: user } = ids.parse(one)
  return { id, organization: organization?.id, user: user?.user_id }
}

const times = z.object({ created_at: z.number(), updated_at: z.number() })

/** The path of a time that the record should have. */
function lackingTime(one: unknown): string | null {
  const { error } = times.safeParse(one)
  return error ? pathOf(error) : null
}
