import { z } from 'zod'
import { storableText } from './storable-text.ts'

/** The ids to resolve, for both transports. */
export const resolveInputSchema = z.object({ ids: z.array(storableText.min(1).max(64)).max(100) })
