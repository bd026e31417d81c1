import { z } from 'zod'

/** The input of a list, for both transports. */
export const listInputSchema = z.object({
  consistency: z.enum(['strong'], { error: 'may only be "strong"; leave it out otherwise' }).optional(),
})

/** The query of a list on REST, which may also wait until the list differs from If-None-Match. */
export const listQuerySchema = listInputSchema
  .extend({
    wait: z
      .string()
      .regex(/^([01]?\d|2[0-5])$/, 'must be a whole number of seconds from 0 to 25')
      .optional(),
  })
  // One after the other they would take 45 seconds, which few clients and proxies allow.
  .refine(({ consistency, wait }) => consistency === undefined || Number(wait ?? 0) === 0, {
    path: ['wait'],
    error: 'may not be sent together with consistency; leave one of them out',
  })
