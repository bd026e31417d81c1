import { late } from './faults.ts'
import { pairOf, type ClerkState, type Payload } from './model-clerk.ts'
import type { World } from './replica.ts'

type Answer = { status: number; body: unknown }

const NOT_FOUND: Answer = { status: 404, body: { errors: [{ code: 'resource_not_found' }] } }

/**
 * The Backend API of the model Clerk as one replica's `fetch`. Answers are delayed and may be stale, wrong or missing.
 * The handling of an answer is a separate step, so other steps may come in between.
 */
export function createModelApi(world: World, replica: number): typeof fetch {
  const { scheduler, random } = world
  return (input) => {
    const url = new URL(input instanceof Request ? input.url : input)
    return scheduler.gate(
      replica,
      'clerk',
      () => `Clerk answers ${url.pathname}${url.search}`,
      () => {
        const { status, body } = random.chance(world.faults.failureRate) ? failure(world) : answer(world, replica, url)
        world.note(() => `Clerk's answer is ${status}`, body)
        return new JsonResponse(status, body)
      },
    )
  }
}

/** A response without the cost of encoding and parsing. */
class JsonResponse extends Response {
  readonly #body: unknown

  constructor(status: number, body: unknown) {
    super(null, { status })
    this.#body = body
  }

  override async json(): Promise<unknown> {
    return this.#body
  }
}

function failure({ random }: World): Answer {
  return { status: random.chance(0.5) ? 503 : 429, body: null }
}

function answer(world: World, replica: number, url: URL): Answer {
  const { clerk, clock, random, faults, watch } = world
  const [, , resource, id = '', list] = url.pathname.split('/')
  const state = clerk.stateAt(clock.passed - random.below(faults.staleness + 1))
  if (clock.passed < (faults.foreignUntil[replica] ?? 0)) {
    watch.misled('everybody')
    if (id !== '') return NOT_FOUND
    return { status: 200, body: resource === 'users' ? [] : { data: [], total_count: 0 } }
  }
  if (id !== '' && (clock.passed < (faults.missingUntil.get(id) ?? 0) || random.chance(faults.wrong404Rate))) {
    watch.misled(id)
    return NOT_FOUND
  }
  if (id === '') return listOf(world, state, resource, url.searchParams)
  if (list === 'memberships') return membershipsOf(world, state, id, url.searchParams)
  const user = state.users.get(id)
  const organization = state.organizations.get(id)
  if (user) return { status: 200, body: sent(world, clerk.payload.user(user)) }
  return organization ? { status: 200, body: sent(world, clerk.payload.organization(organization)) } : NOT_FOUND
}

function membershipsOf(world: World, state: ClerkState, orgId: string, query: URLSearchParams): Answer {
  if (!state.organizations.has(orgId)) return NOT_FOUND
  const asked = query.getAll('user_id')
  const all = [...state.memberships.values()].filter(
    (membership) => membership.orgId === orgId && (asked.length === 0 || asked.includes(membership.userId)),
  )
  return page(world, all, query, (membership) => world.clerk.payload.membership(membership), false)
}

/** A page of all users, memberships or organizations, or of the users of one organization. */
function listOf(world: World, state: ClerkState, resource: string | undefined, query: URLSearchParams): Answer {
  const { payload } = world.clerk
  const whole = query.get('organization_id') === null
  const counted = ({ id }: { id: string }) => [...state.memberships.values()].filter(({ orgId }) => orgId === id).length
  if (resource === 'organizations')
    return page(
      world,
      [...state.organizations.values()],
      query,
      (organization) => ({ ...payload.organization(organization), members_count: counted(organization) }),
      whole,
    )
  if (resource === 'organization_memberships')
    return page(world, [...state.memberships.values()], query, (row) => payload.membership(row), whole)
  const after = query.get('starting_after')
  const orgId = query.get('organization_id')
  const all = [...state.users.values()]
  const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1
  if (after !== null && from === 0) return { status: 422, body: null }
  const rest = all.slice(from).filter(({ id }) => orgId === null || state.memberships.has(pairOf(orgId, id)))
  const { body } = page(world, rest, query, (row) => payload.user(row), whole)
  return { status: 200, body: body.data }
}

/**
 * A page in the requested order; by default the order of creation, which is the order of the map. Only pages of the `whole`
 * instance are torn.
 */
function page<Row extends { updatedMs: number }>(
  world: World,
  rows: Row[],
  query: URLSearchParams,
  payload: (row: Row) => Payload,
  whole: boolean,
) {
  const order = query.get('order_by') ?? ''
  const sorted = order.endsWith('updated_at') ? rows.toSorted((a, b) => a.updatedMs - b.updatedMs) : rows
  const ordered = order.startsWith('-') ? sorted.toReversed() : sorted
  const offset = Number(query.get('offset') ?? 0)
  const rowsOfPage = ordered.slice(offset, offset + Number(query.get('limit')))
  const data = (whole ? torn(world, rowsOfPage) : rowsOfPage).map((row) => sent(world, payload(row)))
  return { status: 200, body: { data, total_count: rows.length } }
}

/** The rows of a page; sometimes one of them is repeated in place of another. */
function torn<Row>({ faults, tearing }: World, rows: Row[]): Row[] {
  if (rows.length < 2 || !tearing.chance(faults.tearRate)) return rows
  const [lost, twice] = [tearing.below(rows.length), tearing.below(rows.length)]
  return rows.map((row, at) => (at === lost ? (rows[twice] ?? row) : row))
}

/** A record as Clerk sends it, sometimes with a time that is too late. */
function sent({ faults, random }: World, payload: Payload): Payload {
  return random.chance(faults.lateRate) ? late(payload) : payload
}
