import {
  createMirror,
  resolvePeople,
  verifiedOrganizationId,
  type Db,
  type MembershipRecord,
  type UserRecord,
} from '@roster/db'
import { createAdmit, type AdmissionSync } from '../src/access/admit.ts'
import { createMayManageKeys } from '../src/roles/may-manage-keys.ts'
import type { Credential } from '../src/access/authenticate.ts'
import { createContext, type Services } from '../src/trpc/context.ts'
import { createNews } from '../src/news/create-news.ts'
import { createLists } from '../src/list/lists.ts'
import { createCaller } from '../src/trpc/router.ts'
import { createReadStanding } from '../src/access/standing.ts'
import { createTurns } from '../src/trpc/turns.ts'

export const acme = verifiedOrganizationId('org_acme')
export const globex = verifiedOrganizationId('org_globex')

/** A session of the user, as verified just now. */
export function session(
  userId: string,
  orgId: typeof acme | null,
  more: { claimsMs?: number; permissions?: readonly string[] } = {},
): Credential {
  return { kind: 'session', userId, sessionId: `sess_${userId}`, orgId, permissions: [], claimsMs: Date.now(), ...more }
}

/** A Clerk that adds nothing to the mirror. */
const quietClerk: AdmissionSync = {
  ensureKnown: async () => 'still-filling',
  confirmMembership: async () => 'not-member',
}

/** The services on a database, with a caller for any credential. */
export function testApi(db: Db, sync: Partial<AdmissionSync> = {}) {
  const readStanding = createReadStanding(db)
  const admit = createAdmit({ readStanding, sync: { ...quietClerk, ...sync } })
  const services: Services = {
    resolvePeople: (orgId, ids) => resolvePeople(db, orgId, ids),
    authenticate: async () => ({ kind: 'none' }),
    admit,
    admitPatiently: admit,
    news: createNews(db),
    mayManageKeys: createMayManageKeys(),
    roleNames: async () => new Map(),
    lists: createLists(db, 10_000_000),
    reconcileNow: async () => {},
    inTurn: createTurns(100),
    apiKeys: {
      list: async () => [],
      create: async () => Promise.reject(new Error('no Clerk')),
      revoke: async () => {},
    },
  }
  const as = (credential: Credential): ReturnType<typeof createCaller> =>
    createCaller(createContext(services, credential))
  return { services, as }
}

const BORN_MS = Date.parse('2024-01-10T08:00:00.000Z')

export function userRecord(id: string, more: Partial<UserRecord> = {}): UserRecord {
  return {
    id,
    firstName: 'John',
    lastName: 'Smith',
    email: `${id}@acme.test`,
    imageUrl: null,
    hasImage: false,
    banned: false,
    deprovisioned: false,
    createdMs: BORN_MS,
    updatedMs: BORN_MS,
    ...more,
  }
}

export function membershipRecord(
  orgId: string,
  userId: string,
  more: Partial<MembershipRecord> = {},
): MembershipRecord {
  const membershipId = `orgmem_${orgId}_${userId}`
  return { orgId, userId, membershipId, role: 'org:member', createdMs: BORN_MS, updatedMs: BORN_MS, ...more }
}

/** Writes organizations with these members to the mirror, as a completed reconcile leaves them. */
export async function fill(db: Db, organizations: Record<string, UserRecord[]>): Promise<void> {
  const store = createMirror(db.background)
  const source = { kind: 'webhook' } as const
  for (const [orgId, users] of Object.entries(organizations)) {
    const lease = await store.leaseOrganization(orgId)
    if (!lease) throw new Error(`${orgId} is leased by another`)
    await store.applyOrganizations([{ id: orgId, createdMs: BORN_MS, updatedMs: BORN_MS }], source)
    await store.applyUsers(users, source)
    await store.applyMemberships(
      users.map(({ id }) => membershipRecord(orgId, id)),
      source,
    )
    await store.endLease(lease, 'completed')
  }
}
