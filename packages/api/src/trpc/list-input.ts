import { z } from 'zod'

/** What a list takes, by either transport. */
export const listInputSchema = z.object({
  consistency: z.enum(['strong'], { error: 'may only be "strong"; leave it out otherwise' }).optional(),
})

/** The same by REST, which may wait for another list than the one in If-None-Match. */
export const listQuerySchema = listInputSchema.extend({
  wait: z
    .string()
    .regex(/^([01]?\d|2[0-5])$/, 'must be a whole number of seconds from 0 to 25')
    .optional(),
})
