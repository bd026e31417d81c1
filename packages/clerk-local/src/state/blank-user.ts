import type { User } from './rows.ts'

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

// One shared object, because a crowd can have a million users.
const NONE = {}
