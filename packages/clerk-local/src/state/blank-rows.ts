import type { Membership, Organization, User } from './rows.ts'

/** A user with nothing but addresses, the first of which is the primary one. */
export function blankUser({ id, emails, createdAt }: Pick<User, 'id' | 'emails' | 'createdAt'>): User {
  return {
    id,
    firstName: null,
    lastName: null,
    username: null,
    emails,
    primaryEmailId: emails[0]?.id ?? null,
    hasImage: false,
    passwordDigest: null,
    mustResetPassword: false,
    banned: false,
    locked: false,
    deprovisioned: false,
    externalId: null,
    publicMetadata: NONE,
    privateMetadata: NONE,
    unsafeMetadata: NONE,
    lastSignInAt: null,
    lastOrganizationId: null,
    createdAt,
    updatedAt: createdAt,
  }
}

export function blankOrganization(given: Pick<Organization, 'id' | 'name' | 'slug' | 'createdBy' | 'createdAt'>) {
  const nothing = { maxAllowedMemberships: 0, adminDeleteEnabled: true, publicMetadata: NONE, privateMetadata: NONE }
  return { ...given, ...nothing, updatedAt: given.createdAt } satisfies Organization
}

export function blankMembership(given: Pick<Membership, 'id' | 'organizationId' | 'userId' | 'role' | 'createdAt'>) {
  return { ...given, publicMetadata: NONE, privateMetadata: NONE, updatedAt: given.createdAt } satisfies Membership
}

// One shared object, because a crowd can have a million users.
const NONE = {}
