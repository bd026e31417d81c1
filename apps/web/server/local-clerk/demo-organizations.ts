import { z } from 'zod'
import type { ClerkOptions } from '@roster/api'

const organizations = z.object({ data: z.array(z.object({ id: z.string(), slug: z.string() })) })
const users = z.array(z.object({ id: z.string() }))

/** Reads the local Clerk's organizations and their members, for the demo data. */
export async function readDemo({ secretKey, apiUrl }: ClerkOptions) {
  const read = async <Schema extends z.ZodType>(path: string, schema: Schema) => {
    const headers = { authorization: `Bearer ${secretKey}` }
    const response = await fetch(`${apiUrl}/v1${path}`, { headers, signal: AbortSignal.timeout(5_000) })
    return schema.parse(await response.json())
  }
  const { data } = await read('/organizations?limit=100', organizations)
  const orgIds = new Map(data.map(({ id, slug }) => [slug, id]))
  const members = async (orgId: string) =>
    (await read(`/users?organization_id=${orgId}&limit=100&order_by=%2Bcreated_at`, users)).map(({ id }) => id)
  return { orgIds, members }
}
