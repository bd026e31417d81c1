import { z } from 'zod'

/** One membership. `deprovisioned` comes from the company's directory; only active members may act. */
export const memberSchema = z.object({
  userId: z.string(),
  role: z.string(),
  status: z.enum(['active', 'banned', 'deprovisioned']),
  joinedAt: z.iso.datetime(),
})

/** A membership in `members.list`. */
export type Member = z.infer<typeof memberSchema>
