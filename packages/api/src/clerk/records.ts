import type { MembershipRecord, OrganizationRecord, UserRecord } from '@roster/db'
import { z } from 'zod'

/** What the mirror keeps of Clerk's resources, from the payloads of its API and of its webhooks alike. */

const milliseconds = z.number().int().nonnegative()
const idOf = (prefix: string) => z.string().regex(new RegExp(`^${prefix}_[A-Za-z0-9]{1,64}$`))
// PostgreSQL can't hold a NUL: refused, one such name would keep its whole organization from being reconciled.
const storable = z.string().transform((text) => text.replaceAll('\0', ''))
const text = storable.pipe(z.string().max(1024)).nullish()

export const userId = idOf('user')
export const orgId = idOf('org')
export const sessionId = z.string().regex(/^sess_[A-Za-z0-9]{1,64}$/)

export const userRecord = z
  .object({
    id: userId,
    first_name: text,
    last_name: text,
    primary_email_address_id: z.string().nullish(),
    email_addresses: z.array(z.object({ id: z.string(), email_address: storable })),
    image_url: text,
    has_image: z.boolean(),
    banned: z.boolean().default(false),
    deprovisioned: z.boolean().nullish(),
    created_at: milliseconds,
    updated_at: milliseconds,
  })
  .transform((user): UserRecord => {
    // The first address is often another one than the primary.
    const primary = user.email_addresses.find(({ id }) => id === user.primary_email_address_id)
    return {
      id: user.id,
      firstName: user.first_name ?? null,
      lastName: user.last_name ?? null,
      email: primary?.email_address ?? null,
      imageUrl: user.has_image ? (user.image_url ?? null) : null,
      hasImage: user.has_image,
      banned: user.banned,
      deprovisioned: user.deprovisioned ?? false,
      createdMs: user.created_at,
      updatedMs: user.updated_at,
    }
  })

export const membershipRecord = z
  .object({
    id: storable.pipe(z.string().min(1).max(128)),
    role: storable.pipe(z.string().max(256)),
    organization: z.object({ id: orgId }),
    public_user_data: z.object({ user_id: userId }),
    created_at: milliseconds,
    updated_at: milliseconds,
  })
  .transform((membership): MembershipRecord => ({
    orgId: membership.organization.id,
    userId: membership.public_user_data.user_id,
    membershipId: membership.id,
    role: membership.role,
    createdMs: membership.created_at,
    updatedMs: membership.updated_at,
  }))

export const organizationRecord = z
  .object({ id: orgId, created_at: milliseconds, updated_at: milliseconds })
  .transform(({ id, created_at: createdMs, updated_at: updatedMs }): OrganizationRecord => ({
    id,
    createdMs,
    updatedMs,
  }))
