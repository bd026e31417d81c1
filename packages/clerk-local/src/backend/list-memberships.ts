import { z } from 'zod'
import { pageQuery, word, words } from '../http/read-request.ts'
import type { User } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { isDescending } from './is-descending.ts'

export const membershipsQuery = { ...pageQuery, order_by: word, user_id: words, role: words, query: word }

const schema = z.object(membershipsQuery)
type MembershipsQuery = z.output<typeof schema>

/** Filters by user id, the common case, use an index; only a search scans the organization. */
export function listMemberships(world: World, organizationId: string, query: MembershipsQuery) {
  const { limit, offset, order_by: order, user_id: ids, role: roles, query: text } = query
  const descending = isDescending(order)
  const { memberships } = world.membersOf(organizationId)
  if (ids === undefined && roles === undefined && text === undefined) {
    return { rows: memberships.page({ offset, limit, descending }), total: memberships.size }
  }
  const rows =
    ids?.flatMap((id) => world.membership(organizationId, id.replace(/^[+ ]/, '')) ?? []) ??
    memberships.page({ offset: 0, limit: memberships.size, descending })
  const found = rows.filter(
    ({ userId, role }) =>
      (roles?.includes(role) ?? true) && namesOf(world.users.get(userId)).includes(text?.toLowerCase() ?? ''),
  )
  return { rows: found.slice(offset, offset + limit), total: found.length }
}

function namesOf(user: User | undefined): string {
  const addresses = user?.emails.map(({ address }) => address) ?? []
  return [user?.firstName, user?.lastName, ...addresses].join(' ').toLowerCase()
}
