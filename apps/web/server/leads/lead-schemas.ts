import { storableText } from '@roster/api'
import { z } from 'zod'
import { PAGE } from './lead-statements.ts'

/** `createdAt` is ISO 8601; `sharedWith` has the ids of its followers. */
export const leadSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  company: z.string().nullable(),
  assigneeId: z.string().nullable(),
  sharedWith: z.array(z.string()),
  version: z.number().int(),
  createdAt: z.iso.datetime(),
})

/** A lead of the organization, assigned to one of its members or to no one, and shared with any number of them. */
export type Lead = z.infer<typeof leadSchema>

/** A position in the list of leads: after this lead. */
export const cursorSchema = z.object({
  createdAt: z.iso.datetime().refine((text) => Date.parse(text) >= 0, 'is before 1970'),
  id: z.uuid(),
})

export const revisionSchema = z.int().nonnegative()
export const userIdSchema = storableText.min(1).max(64)

// Some letters, such as the Hangul filler, can't be seen either.
const SEEN = /(?![\p{DI}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u

const text = {
  name: storableText.trim().regex(SEEN, 'must have a character that can be seen').max(200),
  company: storableText
    .trim()
    .max(200)
    .nullish()
    .transform((company) => company || null),
}
const sharedWith = z
  .array(userIdSchema)
  .max(100)
  .transform((ids) => [...new Set(ids)])

export const newLeadSchema = z.object({
  ...text,
  assigneeId: userIdSchema.nullable().default(null),
  sharedWith: sharedWith.default([]),
})

export const seenLeadSchema = z.object({
  leadId: z.uuid(),
  /** The version that the caller saw, so that somebody else's later change is not overwritten. */
  version: z
    .int()
    .positive()
    .max(2 ** 31 - 1),
})
export const seenLeadsSchema = z.array(seenLeadSchema).min(1).max(PAGE)
export const editSchema = z.object({ ...seenLeadSchema.shape, ...text, sharedWith })
