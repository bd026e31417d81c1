import { pairOf, type ClerkState } from './model-clerk.ts'
import { instanceList, sent, type Answer } from './model-lists.ts'
import type { World } from './replica.ts'

const NOT_FOUND: Answer = { status: 404, body: { errors: [{ code: 'resource_not_found' }] } }

/**
 * The Backend API of the model Clerk as one replica's `fetch`: late, perhaps out of date, perhaps wrong, perhaps not at all.
 * What follows from an answer is a step of its own: between the two anything may happen.
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
        world.note(`Clerk's answer is ${status}`, body)
        return new JsonResponse(status, body)
      },
    )
  }
}

/** A response that is as quick to make as to read. */
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
  const named = url.searchParams.get('organization_id') ?? id
  if (id !== '' && (clock.passed < (faults.missingUntil.get(id) ?? 0) || random.chance(faults.wrong404Rate))) {
    watch.misled(id)
    return NOT_FOUND
  }
  if (named === '') return instanceList(world, state, resource, url.searchParams) ?? NOT_FOUND
  if (resource === 'users' && id === '') return usersOf(world, state, named, url.searchParams)
  if (list === 'memberships') return membershipsOf(world, state, named, url.searchParams)
  const user = state.users.get(id)
  const organization = state.organizations.get(id)
  if (user) return { status: 200, body: sent(world, clerk.payload.user(user)) }
  return organization ? { status: 200, body: sent(world, clerk.payload.organization(organization)) } : NOT_FOUND
}

function usersOf(world: World, state: ClerkState, orgId: string, query: URLSearchParams): Answer {
  const after = query.get('starting_after')
  // In order of creation, which a user's place in the map is.
  const all = [...state.users.values()]
  const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1
  if (after !== null && from === 0) return { status: 422, body: null }
  const rest = all.slice(from).filter(({ id }) => state.memberships.has(pairOf(orgId, id)))
  const page = rest.slice(0, Number(query.get('limit')))
  return { status: 200, body: page.map((user) => sent(world, world.clerk.payload.user(user))) }
}

function membershipsOf(world: World, state: ClerkState, orgId: string, query: URLSearchParams): Answer {
  if (!state.organizations.has(orgId)) return NOT_FOUND
  const asked = query.getAll('user_id')
  const all = [...state.memberships.values()].filter(
    (membership) => membership.orgId === orgId && (asked.length === 0 || asked.includes(membership.userId)),
  )
  const offset = Number(query.get('offset') ?? 0)
  const page = all.slice(offset, offset + Number(query.get('limit')))
  const data = page.map((membership) => sent(world, world.clerk.payload.membership(membership)))
  return { status: 200, body: { data, total_count: all.length } }
}
