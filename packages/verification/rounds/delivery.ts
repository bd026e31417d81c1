import type { MembershipRecord, MirrorRows, OrganizationRecord, Source, UserRecord } from '@roster/db'
import { membershipContent, organizationContent, userContent, type Change } from '@roster/db/testing'

export type Table = 'app_user' | 'membership' | 'organization'

/** What a delivery asks of one row; `columns` is what a write of a live row sets. */
export type RowChange = { table: Table; key: readonly string[]; change: Change; columns: Record<string, unknown> }

/** One call of the product's mirror, and the same as changes to rows for whoever decides another way. */
export type Delivery = { what: string; changes: RowChange[]; run(mirror: MirrorRows): Promise<unknown> }

export function deliverUsers(users: UserRecord[], source: Source): Delivery {
  const changes = users.map((user): RowChange => {
    const { id, firstName, createdMs, updatedMs } = user
    const contentHash = userContent(user)
    return {
      table: 'app_user',
      key: [id],
      change: { kind: 'live', incarnation: null, updatedMs, contentHash, source },
      columns: { first_name: firstName, created_ms: createdMs, updated_ms: updatedMs, content_hash: contentHash },
    }
  })
  const what = users.map(({ id, firstName, updatedMs }) => `${id} ${firstName} at ${updatedMs}`)
  return { what: `${source.kind} of ${what}`, changes, run: (mirror) => mirror.applyUsers(users, source) }
}

export function deliverMemberships(memberships: MembershipRecord[], source: Source): Delivery {
  const changes = memberships.map((membership) => ({
    ...rowOf(membership),
    change: { kind: 'live', ...versionOf(membership), source } as const,
  }))
  const what = `${source.kind} of ${memberships.map(told)}`
  return { what, changes, run: (mirror) => mirror.applyMemberships(memberships, source) }
}

export function deliverOrganizations(organizations: OrganizationRecord[], source: Source): Delivery {
  const changes = organizations.map((organization): RowChange => {
    const { id, createdMs, updatedMs } = organization
    const contentHash = organizationContent(organization)
    return {
      table: 'organization',
      key: [id],
      change: { kind: 'live', incarnation: null, updatedMs, contentHash, source },
      columns: { created_ms: createdMs, updated_ms: updatedMs, content_hash: contentHash },
    }
  })
  const what = `${source.kind} of ${organizations.map(({ id }) => id)}`
  return { what, changes, run: (mirror) => mirror.applyOrganizations(organizations, source) }
}

export function deliverMembershipDeleted(membership: MembershipRecord): Delivery {
  const change = { kind: 'deleted', incarnation: membership } as const
  return {
    what: `deletion of ${told(membership)}`,
    changes: [{ ...rowOf(membership), change }],
    run: (mirror) => mirror.applyMembershipDeleted(membership),
  }
}

export function deliverDeleted(table: 'app_user' | 'organization', id: string): Delivery {
  return {
    what: `deletion of ${id}`,
    changes: [{ table, key: [id], change: { kind: 'deleted', incarnation: null }, columns: {} }],
    run: (mirror) => (table === 'app_user' ? mirror.applyUserDeleted(id) : mirror.applyOrganizationDeleted(id)),
  }
}

export function deliverAbsent(table: 'app_user' | 'organization', id: string, startedAt: number): Delivery {
  return {
    what: `absence of ${id}`,
    changes: [
      { table, key: [id], change: { kind: 'absent', reads: table === 'organization' ? 2 : 1, startedAt }, columns: {} },
    ],
    run: (mirror) =>
      table === 'app_user' ? mirror.applyUserAbsent(id, startedAt) : mirror.applyOrganizationAbsent(id, startedAt),
  }
}

export function deliverMembershipsAbsent(orgId: string, userIds: string[], startedAt: number): Delivery {
  return {
    what: `absence of ${userIds} in ${orgId}`,
    changes: userIds.map((userId) => ({
      table: 'membership',
      key: [orgId, userId],
      change: { kind: 'absent', reads: 1, startedAt },
      columns: {},
    })),
    run: (mirror) => mirror.applyMembershipsAbsent(orgId, userIds, startedAt),
  }
}

function rowOf(membership: MembershipRecord): Omit<RowChange, 'change'> {
  const { orgId, userId, membershipId, role, createdMs, updatedMs } = membership
  const columns = {
    membership_id: membershipId,
    role,
    created_ms: createdMs,
    updated_ms: updatedMs,
    content_hash: membershipContent(membership),
  }
  return { table: 'membership', key: [orgId, userId], columns }
}

function versionOf(membership: MembershipRecord) {
  const { updatedMs } = membership
  return { incarnation: membership, updatedMs, contentHash: membershipContent(membership) }
}

function told({ orgId, userId, membershipId, role, createdMs, updatedMs }: MembershipRecord): string {
  return `${orgId}/${userId}#${membershipId} ${role} made ${createdMs}, at ${updatedMs}`
}
