import { callClerk } from '@roster/api/testing'
import type { LocalClerk } from '@roster/clerk-local'
import { z } from 'zod'
import { readMembers } from './clerk-state.ts'
import type { Ledger } from './ledger.ts'

export type Organization = { id: string; slug: string }

/** A token of a user who was a member when it was signed. */
export type LeftToken = Organization & { userId: string; token: string }

const created = z.object({ id: z.string(), created_at: z.number() })
const LEFT_TOKENS = 40
const FEW = 8

type World = {
  clerk: LocalClerk
  ledger: Ledger
  organizations: readonly Organization[]
  azp: string
  /** The address of the user that readers use, which is never changed. */
  spared: string
}

/** Makes one random change at a time. `leftTokens` are the tokens of removed, deleted and banned users. */
export async function createClerkChanges({ clerk, ledger, organizations, azp, spared }: World) {
  const members = new Map<string, string[]>()
  const left = new Map<string, string[]>(organizations.map(({ id }) => [id, []]))
  const emails = new Map<string, string>()
  const leftTokens: LeftToken[] = []
  const counts: Record<string, number> = {}
  let number = 0
  const call = (method: string, path: string, body?: unknown) => callClerk(clerk, method, path, body)

  for (const { id } of organizations) {
    const users = await readMembers(clerk, id)
    for (const user of users) {
      ledger.joining(id, user.id)
      ledger.joined(id, user.id, 0)
      const [first] = user.email_addresses
      if (first) emails.set(user.id, first.email_address)
    }
    members.set(
      id,
      users.filter(({ email_addresses: [first] }) => first?.email_address !== spared).map(({ id }) => id),
    )
  }

  async function add(orgId: string, userId: string): Promise<void> {
    ledger.joining(orgId, userId)
    const body = { user_id: userId, role: 'org:member' }
    const { created_at: at } = created.parse(await call('POST', `/organizations/${orgId}/memberships`, body))
    ledger.joined(orgId, userId, at)
    members.get(orgId)?.push(userId)
  }

  async function remove({ id }: Organization, userId: string): Promise<void> {
    await call('DELETE', `/organizations/${id}/memberships/${userId}`)
    forget(members.get(id), userId)
    left.get(id)?.push(userId)
  }

  function keepToken(organization: Organization, userId: string): void {
    const email = emails.get(userId)
    if (email === undefined) return
    const token = clerk.token({ email, organization: organization.slug, azp, expiresInSeconds: 7200 })
    leftTokens.push({ ...organization, userId, token })
    if (leftTokens.length > LEFT_TOKENS) leftTokens.shift()
  }

  async function rename(userId: string): Promise<void> {
    const body = { first_name: pick(['Ada', 'Zoë', 'Ján', '良', null]), last_name: `Renamed ${(number += 1)}` }
    await call('PATCH', `/users/${userId}`, body)
  }

  const changes: Record<string, (organization: Organization, userId: string) => Promise<unknown>> = {
    rename: (_, userId) => rename(userId),
    'rename twice': async (_, userId) => {
      await rename(userId)
      await rename(userId)
    },
    'create and add': async ({ id }) => {
      const email = `soak${(number += 1)}@soak.test`
      const user = created.parse(await call('POST', '/users', { email_address: [email], first_name: 'New' }))
      emails.set(user.id, email)
      await add(id, user.id)
    },
    remove: async (organization, userId) => {
      keepToken(organization, userId)
      await remove(organization, userId)
    },
    'add again': async ({ id }) => {
      const userId = pick(left.get(id) ?? [])
      if (userId === undefined) return
      forget(left.get(id), userId)
      await add(id, userId)
    },
    'remove and add again': async (organization, userId) => {
      await remove(organization, userId)
      forget(left.get(organization.id), userId)
      await add(organization.id, userId)
    },
    'add from elsewhere': async ({ id }) => {
      const userId = pick(members.get(pick(organizations)?.id ?? '') ?? [])
      if (userId === undefined || members.get(id)?.includes(userId)) return
      forget(left.get(id), userId)
      await add(id, userId)
    },
    'delete user': async (organization, userId) => {
      keepToken(organization, userId)
      await call('DELETE', `/users/${userId}`)
      for (const { id } of organizations) {
        forget(members.get(id), userId)
        forget(left.get(id), userId)
      }
    },
    ban: async (organization, userId) => {
      keepToken(organization, userId)
      // Clerk signs no more tokens for a banned user.
      emails.delete(userId)
      await call('POST', `/users/${userId}/ban`)
    },
    role: ({ id }, userId) =>
      call('PATCH', `/organizations/${id}/memberships/${userId}`, {
        role: pick(['org:admin', 'org:member']),
      }),
  }
  // The weights of the changes: about as many users join as leave.
  const often: Record<string, number> = { rename: 6, 'create and add': 3, remove: 3, 'add again': 3 }
  const names = Object.keys(changes).flatMap((name) => Array.from({ length: often[name] ?? 1 }, () => name))
  const shrinking = new Set(['remove', 'delete user'])

  return {
    counts,
    leftTokens,
    async change(): Promise<void> {
      const organization = pick(organizations)
      const there = members.get(organization?.id ?? '') ?? []
      const userId = pick(there)
      const drawn = pick(names)
      if (!organization || userId === undefined || drawn === undefined) return
      const name = there.length < FEW && shrinking.has(drawn) ? 'create and add' : drawn
      await changes[name]?.(organization, userId)
      counts[name] = (counts[name] ?? 0) + 1
    },
  }
}

function pick<Item>(from: readonly Item[]): Item | undefined {
  return from[Math.floor(Math.random() * from.length)]
}

function forget(from: string[] | undefined, item: string): void {
  const at = from?.indexOf(item) ?? -1
  if (at >= 0) from?.splice(at, 1)
}
