import { z } from 'zod'

/** What one member is in the organization; `deprovisioned` by the company's directory. Only active members may act. */
export const memberSchema = z.object({
  userId: z.string(),
  role: z.string(),
  status: z.enum(['active', 'banned', 'deprovisioned']),
  joinedAt: z.iso.datetime(),
})

/** What a user is in the organization, as `members.list` answers it. */
export type Member = z.infer<typeof memberSchema>
