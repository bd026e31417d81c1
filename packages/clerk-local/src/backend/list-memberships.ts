import { z } from 'zod'
import { pageQuery, word, words } from '../http/read-request.ts'
import type { Membership } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { isDescending } from './is-descending.ts'

export const membershipsQuery = { ...pageQuery, order_by: word, user_id: words, role: words, query: word }

const schema = z.object(membershipsQuery)
type MembershipsQuery = z.output<typeof schema>

export function listMemberships(world: World, organizationId: string, query: MembershipsQuery) {
  const { limit, offset, order_by: order } = query
  const descending = isDescending(order)
  const { memberships } = world.membersOf(organizationId)
  if (query.user_id === undefined && query.role === undefined && query.query === undefined) {
    return { rows: memberships.page({ offset, limit, descending }), total: memberships.size }
  }
  const found = candidates(world, organizationId, query, descending).filter(
    ({ role }) => query.role?.includes(role) ?? true,
  )
  return { rows: found.slice(offset, offset + limit), total: found.length }
}

/** Filters by user id, the common case, use an index; only a search scans the organization. */
function candidates(world: World, organizationId: string, query: MembershipsQuery, descending: boolean): Membership[] {
  const { memberships } = world.membersOf(organizationId)
  const rows =
    query.user_id?.flatMap((id) => world.membership(organizationId, id.replace(/^[+ ]/, '')) ?? []) ??
    memberships.page({ offset: 0, limit: memberships.size, descending })
  const text = query.query?.toLowerCase()
  if (text === undefined) return rows
  return rows.filter(({ userId }) => {
    const user = world.users.get(userId)
    return [user?.firstName, user?.lastName, ...(user?.emails.map(({ address }) => address) ?? [])]
      .join(' ')
      .toLowerCase()
      .includes(text)
  })
}
