import type { RosterContext } from '@roster/api'
import { toPublicError } from '@roster/api/testing'
import { createMirror, verifiedOrganizationId, type Db, type OrganizationId, type UserRecord } from '@roster/db'
import { createLog } from '../log.ts'
import { createLeadsRouter } from '../leads/leads-router.ts'
import { openLeads } from '../leads/open-leads.ts'

export const acme = verifiedOrganizationId('org_acme')
export const globex = verifiedOrganizationId('org_globex')
const times = { createdMs: 1, updatedMs: 1 }

export function userRecord(id: string, more: Partial<UserRecord> = {}): UserRecord {
  const named = { firstName: 'John', lastName: 'Smith', email: null, imageUrl: null, hasImage: false }
  return { id, ...named, banned: false, deprovisioned: false, ...times, ...more }
}

export function membershipRecord(orgId: string, userId: string) {
  return { orgId, userId, membershipId: `orgmem_${orgId}_${userId}`, role: 'org:member', ...times }
}

/** The leads in a database where organizations have these members, and a caller in an organization. */
export async function openTest(db: Db, organizations: Record<string, UserRecord[]>) {
  const mirror = createMirror(db.pool)
  const source = { kind: 'webhook' } as const
  for (const [orgId, users] of Object.entries(organizations)) {
    await mirror.applyOrganizations([{ id: orgId, ...times }], source)
    await mirror.applyUsers(users, source)
    await mirror.applyMemberships(
      users.map(({ id }) => membershipRecord(orgId, id)),
      source,
    )
  }
  const store = await openLeads(db, createLog('error'))
  const router = createLeadsRouter(store)
  const as = (orgId: OrganizationId, caller: Caller = member(orgId), inTurn: InTurn = (work) => work()) =>
    router.createCaller({
      admission: async () => ({
        orgId,
        caller,
        role: '',
        permissions: [],
        revisions: { users: 0n, members: 0n },
        confirmedMs: null,
      }),
      inTurn,
    })
  return { mirror, store, as }
}

type InTurn = RosterContext['inTurn']
type Caller = Awaited<ReturnType<RosterContext['admission']>>['caller']

export function member(orgId: OrganizationId): Caller {
  return { kind: 'session', userId: 'user_1', sessionId: 'sess_1', orgId, permissions: [], claimsMs: 0 }
}

/** What a caller is told of a call that was refused. */
export const refusal = (call: Promise<unknown>): Promise<unknown> => call.then(() => 'answered', toPublicError)
