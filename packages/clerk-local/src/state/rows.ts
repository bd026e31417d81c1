import { z } from 'zod'

const metadata = z.record(z.string(), z.unknown())
const milliseconds = z.number().int()

const row = { id: z.string(), createdAt: milliseconds, updatedAt: milliseconds }

const emailSchema = z.object({ id: z.string(), address: z.string(), createdAt: milliseconds })

const userSchema = z.object({
  ...row,
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  username: z.string().nullable(),
  emails: z.array(emailSchema),
  primaryEmailId: z.string().nullable(),
  hasImage: z.boolean(),
  passwordDigest: z.string().nullable(),
  mustResetPassword: z.boolean(),
  banned: z.boolean(),
  // Missing in data folders of an earlier version.
  locked: z.boolean().default(false),
  deprovisioned: z.boolean().default(false),
  externalId: z.string().nullable(),
  publicMetadata: metadata,
  privateMetadata: metadata,
  unsafeMetadata: metadata,
  lastSignInAt: milliseconds.nullable(),
  lastOrganizationId: z.string().nullable(),
})

const organizationSchema = z.object({
  ...row,
  name: z.string(),
  slug: z.string(),
  maxAllowedMemberships: z.number().int(),
  adminDeleteEnabled: z.boolean(),
  publicMetadata: metadata,
  privateMetadata: metadata,
  createdBy: z.string().nullable(),
})

const membershipSchema = z.object({
  ...row,
  organizationId: z.string(),
  userId: z.string(),
  role: z.string(),
  publicMetadata: metadata,
  privateMetadata: metadata,
})

const invitationSchema = z.object({
  ...row,
  organizationId: z.string(),
  emailAddress: z.string(),
  role: z.string(),
  status: z.enum(['pending', 'accepted', 'revoked']),
})

const clientSchema = z.object({
  ...row,
  cookie: z.string(),
  lastActiveSessionId: z.string().nullable(),
})

const sessionSchema = z.object({
  ...row,
  userId: z.string(),
  clientId: z.string(),
  status: z.enum(['active', 'pending', 'revoked', 'ended', 'removed']),
  organizationId: z.string().nullable(),
  lastActiveAt: milliseconds,
  expireAt: milliseconds,
})

const signInTokenSchema = z.object({
  ...row,
  token: z.string(),
  userId: z.string(),
  organizationId: z.string().nullable(),
  status: z.enum(['pending', 'accepted', 'revoked']),
  expireAt: milliseconds,
})

const apiKeySchema = z.object({
  ...row,
  name: z.string(),
  description: z.string().nullable(),
  subject: z.string(),
  scopes: z.array(z.string()),
  claims: metadata.nullable(),
  secretDigest: z.string(),
  createdBy: z.string().nullable(),
  revoked: z.boolean(),
  revocationReason: z.string().nullable(),
  lastUsedAt: milliseconds.nullable(),
  expireAt: milliseconds.nullable(),
})

/** The new content of one row; `row: null` deletes it. */
export const changeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), id: z.string(), row: userSchema.nullable() }),
  z.object({ kind: z.literal('organization'), id: z.string(), row: organizationSchema.nullable() }),
  z.object({ kind: z.literal('membership'), id: z.string(), row: membershipSchema.nullable() }),
  z.object({ kind: z.literal('invitation'), id: z.string(), row: invitationSchema.nullable() }),
  z.object({ kind: z.literal('client'), id: z.string(), row: clientSchema.nullable() }),
  z.object({ kind: z.literal('session'), id: z.string(), row: sessionSchema.nullable() }),
  z.object({ kind: z.literal('signInToken'), id: z.string(), row: signInTokenSchema.nullable() }),
  z.object({ kind: z.literal('apiKey'), id: z.string(), row: apiKeySchema.nullable() }),
])

export type Email = z.infer<typeof emailSchema>
export type User = z.infer<typeof userSchema>
export type Organization = z.infer<typeof organizationSchema>
export type Membership = z.infer<typeof membershipSchema>
export type Invitation = z.infer<typeof invitationSchema>
export type Client = z.infer<typeof clientSchema>
export type Session = z.infer<typeof sessionSchema>
export type SignInToken = z.infer<typeof signInTokenSchema>
export type ApiKey = z.infer<typeof apiKeySchema>
export type Change = z.infer<typeof changeSchema>
