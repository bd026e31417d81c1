import type { Context } from 'hono'
import type { z } from 'zod'
import { clerkError } from '../http/clerk-error.ts'

/** Ignores unknown fields, because clerk-js adds parameters of its own to its forms. A repeated field is an array. */
export async function readForm<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  const result = schema.safeParse(await c.req.parseBody({ all: true }))
  if (result.success) return result.data
  const names = result.error.issues.map(({ path }) => path.join('.')).join(', ')
  throw clerkError(422, 'form_param_value_invalid', `These fields are missing or wrong: ${names}.`)
}
