import { z } from 'zod'

/** One user of an organization, as `contract` documents it: nine fields, all present, in this order. */
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

/** A user in `users.list` and on the REST path. */
export type User = z.infer<typeof userSchema>

/** A member or former member, `deactivated` if banned or deprovisioned. A deleted user has neither `name` nor `profilePictureUrl`. */
export const personSchema = z.object({
  id: z.string(),
  name: z.string().nullable(),
  profilePictureUrl: z.string().nullable(),
  status: z.enum(['active', 'deactivated', 'left', 'deleted']),
})

/** A person in `users.resolve`. */
export type Person = z.infer<typeof personSchema>
