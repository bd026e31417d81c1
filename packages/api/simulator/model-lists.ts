import { late } from './faults.ts'
import type { ClerkState, Payload } from './model-clerk.ts'
import type { World } from './replica.ts'

export type Answer = { status: number; body: unknown }

/** A page of a list of the whole instance; undefined where there is no such list. */
export function instanceList(
  world: World,
  state: ClerkState,
  resource: string | undefined,
  query: URLSearchParams,
): Answer | undefined {
  const { payload } = world.clerk
  const counted = ({ id }: { id: string }) => [...state.memberships.values()].filter(({ orgId }) => orgId === id).length
  if (resource === 'organizations')
    return page(world, [...state.organizations.values()], query, (organization) => ({
      ...payload.organization(organization),
      members_count: counted(organization),
    }))
  if (resource === 'organization_memberships')
    return page(world, [...state.memberships.values()], query, (row) => payload.membership(row))
  if (resource !== 'users') return undefined
  const after = query.get('starting_after')
  const all = [...state.users.values()]
  const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1
  if (after !== null && from === 0) return { status: 422, body: null }
  const { body } = page(world, all.slice(from), query, (row) => payload.user(row))
  return { status: 200, body: body.data }
}

/** In order of creation, which a row's place in its map is, or by what the query asks for. */
function page<Row extends { updatedMs: number }>(
  world: World,
  rows: Row[],
  query: URLSearchParams,
  payload: (row: Row) => Payload,
) {
  const order = query.get('order_by') ?? ''
  const sorted = order.endsWith('updated_at') ? rows.toSorted((a, b) => a.updatedMs - b.updatedMs) : rows
  const ordered = order.startsWith('-') ? sorted.toReversed() : sorted
  const offset = Number(query.get('offset') ?? 0)
  const data = ordered.slice(offset, offset + Number(query.get('limit'))).map((row) => sent(world, payload(row)))
  return { status: 200, body: { data, total_count: rows.length } }
}

/** A record as Clerk sends it: now and then with a time that is too late. */
export function sent({ faults, random }: World, payload: Payload): Payload {
  return random.chance(faults.lateRate) ? late(payload) : payload
}
