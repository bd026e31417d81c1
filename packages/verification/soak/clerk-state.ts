import { callClerk } from '@roster/api/testing'
import type { LocalClerk } from '@roster/clerk-local'
import { z } from 'zod'

const user = z.object({
  id: z.string(),
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  image_url: z.string(),
  has_image: z.boolean(),
  primary_email_address_id: z.string().nullable(),
  email_addresses: z.array(z.object({ id: z.string(), email_address: z.string() })),
  created_at: z.number(),
  updated_at: z.number(),
})
type ClerkUser = z.infer<typeof user>

const PAGE = 500

/** All members of an organization in the order of the list. */
export async function readMembers(clerk: LocalClerk, orgId: string): Promise<ClerkUser[]> {
  const users: ClerkUser[] = []
  for (;;) {
    const last = users.at(-1)
    const after = last ? `&starting_after=${last.id}` : ''
    const query = `organization_id=${orgId}&limit=${PAGE}&order_by=%2Bcreated_at${after}`
    const page = z.array(user).parse(await callClerk(clerk, 'GET', `/users?${query}`))
    users.push(...page)
    if (page.length < PAGE) return users.sort((a, b) => a.created_at - b.created_at || (a.id < b.id ? -1 : 1))
  }
}

/** The documented list of these members, which Roster has to answer byte for byte. */
export function listOf(orgId: string, members: readonly ClerkUser[]): string {
  return JSON.stringify(
    members.map((member) => {
      const primary = member.email_addresses.find(({ id }) => id === member.primary_email_address_id)
      return {
        id: member.id,
        firstName: member.first_name,
        lastName: member.last_name,
        email: primary?.email_address ?? null,
        profilePictureUrl: member.has_image ? member.image_url : null,
        createdAt: new Date(member.created_at).toISOString(),
        updatedAt: new Date(member.updated_at).toISOString(),
        clerkId: member.id,
        clerkOrgId: orgId,
      }
    }),
  )
}
