import { z } from 'zod'

/** Text that PostgreSQL can store: no NUL, and no half of a surrogate pair. Every schema of a text input starts with it. */
export const storableText = z.string().refine((text) => !/[\0\p{Surrogate}]/u.test(text), {
  error: 'must not contain a NUL or half of a surrogate pair',
  abort: true,
})

/** A name that somebody gives: trimmed, and not without a character that can be seen. */
export const visibleText = storableText
  .trim()
  .refine((text) => /(?![\p{DI}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u.test(text), 'must have a character that can be seen')
