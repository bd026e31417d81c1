import { z } from 'zod'

/** One user of an organization, as `contract` documents it: nine fields, always present, in this order. */
export const userSchema = z.object({
  id: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  email: z.string().nullable(),
  profilePictureUrl: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  clerkId: z.string(),
  clerkOrgId: z.string().nullable(),
})

/** A user as `users.list` and the REST path answer it. */
export type User = z.infer<typeof userSchema>

/** Someone who is or was a member, `deactivated` if banned or deprovisioned. `name` and `profilePictureUrl` are null once the user is deleted. */
export const personSchema = z.object({
  id: z.string(),
  name: z.string().nullable(),
  profilePictureUrl: z.string().nullable(),
  status: z.enum(['active', 'deactivated', 'left', 'deleted']),
})

/** A person as `users.resolve` answers them. */
export type Person = z.infer<typeof personSchema>
