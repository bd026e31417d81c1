import type { MembershipRecord, OrganizationRecord, UserRecord } from '@roster/db'
import { z } from 'zod'

/**
 * What the mirror stores of Clerk's resources, from payloads of the API and of webhooks alike. Fields that nothing depends on
 * are read leniently, because a refused record leaves its row out of date.
 */

const idOf = (prefix: string) => z.string().regex(new RegExp(`^${prefix}_[A-Za-z0-9_-]{1,128}$`))

export const userId = idOf('user')
export const orgId = idOf('org')
export const sessionId = idOf('sess')
export const membershipId = z.string().regex(/^[A-Za-z0-9_-]{1,128}$/)

// The last millisecond of a year with four digits, as the dates in a list have.
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999)
/** Milliseconds, perhaps with a fraction; null if missing. */
const time = z
  .number()
  .min(0)
  .max(LAST_MS)
  .nullish()
  .transform((ms) => (ms == null ? null : Math.floor(ms)))
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false)

const LONGEST_TEXT = 1024
const LONGEST_ADDRESS = 4096
// PostgreSQL can store neither a NUL nor half of a surrogate pair.
const storable = z.string().transform((text) => Buffer.from(text.replaceAll('\0', '')).toString())
/** Text that may be cut between two characters. */
const text = storable
  .nullish()
  .transform((value) => value?.slice(0, LONGEST_TEXT).replace(/[\uD800-\uDBFF]$/, '') ?? null)
/** Text that is useless when cut; if too long, it counts as missing. */
const address = storable.nullish().transform((value) => (value && value.length <= LONGEST_ADDRESS ? value : null))

// An address without an id can't be the primary one; one of another form is ignored.
const emailAddress = z.object({ id: z.string(), email_address: address }).nullable().catch(null)

export const userRecord = z
  .object({
    id: userId,
    first_name: text,
    last_name: text,
    primary_email_address_id: z.string().nullish(),
    email_addresses: z.array(emailAddress).nullish(),
    image_url: address,
    has_image: flag,
    banned: flag,
    deprovisioned: flag,
    created_at: time,
    updated_at: time,
  })
  .transform((user): UserRecord => {
    // The first address is often another one than the primary.
    const primary = user.email_addresses?.find((email) => email && email.id === user.primary_email_address_id)
    return {
      id: user.id,
      firstName: user.first_name,
      lastName: user.last_name,
      email: primary?.email_address ?? null,
      imageUrl: user.has_image ? user.image_url : null,
      hasImage: user.has_image,
      banned: user.banned,
      deprovisioned: user.deprovisioned,
      createdMs: user.created_at ?? 0,
      updatedMs: user.updated_at ?? user.created_at ?? 0,
    }
  })

const membership = z.object({
  id: membershipId,
  role: storable.nullish(),
  organization: z.object({ id: orgId }),
  public_user_data: z.object({ user_id: userId }),
  created_at: time,
  updated_at: time,
})

export const membershipRecord = membership.transform(toMembership)

/** A membership that ended. Only its incarnation matters, so the rest may be anything. */
export const endedMembership = membership
  .extend({ role: membership.shape.role.catch(null), updated_at: time.catch(null) })
  .transform(toMembership)

function toMembership(record: z.output<typeof membership>): MembershipRecord {
  return {
    orgId: record.organization.id,
    userId: record.public_user_data.user_id,
    membershipId: record.id,
    role: record.role?.slice(0, 256) ?? '',
    createdMs: record.created_at ?? 0,
    updatedMs: record.updated_at ?? record.created_at ?? 0,
  }
}

/** The parts of a membership that identify its row. */
export const namedMembership = z.object({
  id: membershipId,
  organization: z.object({ id: orgId }).nullish().catch(null),
})

export const organizationRecord = z
  .object({ id: orgId, created_at: time.catch(null), updated_at: time.catch(null) })
  .transform(({ id, created_at: createdMs, updated_at: updatedMs }): OrganizationRecord => ({
    id,
    createdMs: createdMs ?? 0,
    updatedMs: updatedMs ?? createdMs ?? 0,
  }))

/** The path at which a payload was invalid, without any of its values. */
export function pathOf(error: z.ZodError): string {
  const [issue] = error.issues
  return `${issue?.path.join('.') || '(top)'} ${issue?.code ?? ''}`
}
