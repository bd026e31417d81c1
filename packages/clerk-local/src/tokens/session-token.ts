import { randomBytes } from 'node:crypto'
import type { Keys } from './load-keys.ts'
import { signJwt } from './sign-jwt.ts'
import type { Membership, Organization, Session } from '../state/rows.ts'

export type ActiveOrganization = { organization: Organization; membership: Membership; permissions: readonly string[] }

type Signed = { keys: Keys; session: Session; expiresInSeconds: number; issuedAtMs: number }

/** A session token as Clerk signs it. Instances from before 2025 still use version 1 of the claims. */
export function sessionToken(
  args: Signed & { active: ActiveOrganization | undefined; azp: string | undefined; version: 1 | 2 },
): string {
  const { keys, session, active, azp, version } = args
  return signJwt(keys, {
    ...(azp === undefined ? {} : { azp }),
    ...commonClaims(args, 10),
    fva: [0, -1],
    sid: session.id,
    sts: session.status,
    ...(version === 2 ? { v: 2 } : {}),
    ...(active === undefined ? {} : organizationClaims(active, version)),
  })
}

/** The token of a custom template has no session, no organization and any lifetime. */
export function templateToken(args: Signed): string {
  return signJwt(args.keys, commonClaims(args, 5))
}

/** A token is valid some seconds before it was issued, for clocks that differ. */
function commonClaims({ keys, session, expiresInSeconds, issuedAtMs }: Signed, secondsBefore: number) {
  const issuedAt = Math.floor(issuedAtMs / 1000)
  return {
    exp: issuedAt + expiresInSeconds,
    iat: issuedAt,
    iss: keys.issuer,
    jti: randomBytes(10).toString('hex'),
    nbf: issuedAt - secondsBefore,
    sub: session.userId,
  }
}

function organizationClaims({ organization, membership, permissions }: ActiveOrganization, version: 1 | 2) {
  // As in Clerk, tokens do not contain the system permissions.
  const custom = permissions.filter((permission) => !permission.startsWith('org:sys_'))
  if (version === 1) {
    return { org_id: organization.id, org_role: membership.role, org_slug: organization.slug, org_permissions: custom }
  }
  const { fea, ...packed } = packPermissions(custom)
  return {
    ...(fea && { fea }),
    o: { id: organization.id, rol: membership.role.replace('org:', ''), slg: organization.slug, ...(fea && packed) },
  }
}

/** Version 2 packs org:feature:permission into features, permissions, and one bit mask of permissions per feature. */
function packPermissions(custom: readonly string[]) {
  const pairs = custom.map((key) => key.split(':').slice(1))
  const features = [...new Set(pairs.map(([feature]) => feature))]
  const names = [...new Set(pairs.map(([, name]) => name))]
  const maskOf = (feature: string | undefined) =>
    names.reduce((mask, name, bit) => mask + (custom.includes(`org:${feature}:${name}`) ? 2 ** bit : 0), 0)
  return { fea: features.map((feature) => `o:${feature}`).join(), per: names.join(), fpm: features.map(maskOf).join() }
}
