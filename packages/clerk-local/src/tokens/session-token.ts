import { randomBytes } from 'node:crypto'
import type { Keys } from './load-keys.ts'
import { signJwt } from './sign-jwt.ts'
import type { Membership, Organization, Session } from '../state/rows.ts'

export type ActiveOrganization = { organization: Organization; membership: Membership }

/** A session token as Clerk signs it; claims version 1 is what instances made before 2025 still send. */
export function sessionToken(args: {
  keys: Keys
  session: Session
  active: ActiveOrganization | undefined
  azp: string | undefined
  expiresInSeconds: number
  issuedAtMs: number
  version: 1 | 2
}): string {
  const { keys, session, active, azp, version } = args
  const issuedAt = Math.floor(args.issuedAtMs / 1000)
  return signJwt(keys, {
    ...(azp === undefined ? {} : { azp }),
    exp: issuedAt + args.expiresInSeconds,
    fva: [0, -1],
    iat: issuedAt,
    iss: keys.issuer,
    jti: randomBytes(10).toString('hex'),
    nbf: issuedAt - 10,
    sid: session.id,
    sts: session.status,
    sub: session.userId,
    ...(version === 2 ? { v: 2 } : {}),
    ...(active === undefined ? {} : organizationClaims(active, version)),
  })
}

/** A custom template's token carries neither session nor organization, and lives as long as its caller asked. */
export function templateToken(args: {
  keys: Keys
  session: Session
  expiresInSeconds: number
  issuedAtMs: number
}): string {
  const { keys, session } = args
  const issuedAt = Math.floor(args.issuedAtMs / 1000)
  return signJwt(keys, {
    exp: issuedAt + args.expiresInSeconds,
    iat: issuedAt,
    iss: keys.issuer,
    jti: randomBytes(10).toString('hex'),
    nbf: issuedAt - 5,
    sub: session.userId,
  })
}

function organizationClaims({ organization, membership }: ActiveOrganization, version: 1 | 2) {
  if (version === 1) {
    return { org_id: organization.id, org_role: membership.role, org_slug: organization.slug, org_permissions: [] }
  }
  return { o: { id: organization.id, rol: membership.role.replace('org:', ''), slg: organization.slug } }
}
