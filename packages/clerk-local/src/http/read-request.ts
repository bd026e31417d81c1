import type { Context } from 'hono'
import { z } from 'zod'
import { ClerkError, clerkError } from './clerk-error.ts'

/** The parameters of a query string. An unknown one is an error, because an answer that ignores a filter is wrong. */
export function readQuery<S extends z.ZodType>(c: Context, schema: S): z.output<S> {
  const entries = Object.entries(c.req.queries()).map(([name, values]) => [name.replace(/\[\]$/, ''), values])
  return check(Object.fromEntries(entries), schema)
}

export async function readBody<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  const text = await c.req.text()
  return check(text === '' ? {} : parseJson(text), schema)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw clerkError(400, 'request_body_invalid', 'The request body is not valid JSON. Send a JSON object.')
  }
}

function check<S extends z.ZodType>(value: unknown, schema: S): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const unknown = result.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []))
  if (unknown.length > 0) throw new ClerkError(501, unknown.map(notImplemented))
  throw new ClerkError(422, result.error.issues.map(errorOf))
}

function notImplemented(name: string) {
  const message = `The local Clerk does not implement the parameter ${name} of this call. A real Clerk may: try the call there.`
  return { code: 'not_implemented', message, meta: { param_name: name } }
}

function errorOf(issue: z.core.$ZodIssue) {
  const name = issue.path.join('.')
  const missing = issue.code === 'invalid_type' && issue.message.includes('received undefined')
  const code = missing ? 'form_param_missing' : 'form_param_value_invalid'
  return { code, message: `${name} is not valid: ${issue.message}.`, meta: { param_name: name } }
}

const whole = (minimum: number, maximum: number, otherwise: number) =>
  z
    .array(z.string())
    .optional()
    .transform((values) => (values?.[0] === undefined ? otherwise : Number(values[0])))
    .pipe(z.number().int().min(minimum).max(maximum))

/** If a parameter is given twice, the last value counts. */
export const word = z
  .array(z.string())
  .transform((values) => values.at(-1) ?? '')
  .optional()
export const words = z.array(z.string()).max(100).optional()
export const pageQuery = {
  limit: whole(1, 500, 10),
  offset: whole(0, Number.MAX_SAFE_INTEGER, 0),
  paginated: word,
}
