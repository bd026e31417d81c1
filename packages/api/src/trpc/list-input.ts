import { z } from 'zod'

/** What a list takes, by either transport. */
export const listInputSchema = z.object({
  consistency: z.enum(['strong'], { error: 'may only be "strong"; leave it out otherwise' }).optional(),
})
