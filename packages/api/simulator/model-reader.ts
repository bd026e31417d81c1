import type { ClerkReader } from '../src/clerk/clerk-reader.ts'
import { pairOf, type ClerkState } from './model-clerk.ts'
import type { World } from './replica.ts'

const PAGE = 2

type Fault = { kind: 'unavailable'; reason: string } | { kind: 'rate-limited'; retryAfterMs: number }

/** The model Clerk as one replica reads it: late, perhaps out of date, perhaps not at all. */
export function createModelReader(world: World, replica: number): ClerkReader {
  const { scheduler, clerk, clock, random } = world
  /** Clerk answers at one moment, perhaps with what was true a little before, and the answer then travels. */
  const ask = async <Answer>(
    describe: () => string,
    answer: (state: ClerkState) => Answer,
  ): Promise<Answer | Fault> => {
    const answered = await scheduler.gate(replica, 'clerk', describe, (): Answer | Fault => {
      if (random.chance(world.faultRate))
        return random.chance(0.5)
          ? { kind: 'unavailable', reason: 'fault' }
          : { kind: 'rate-limited', retryAfterMs: 500 }
      return answer(clerk.stateAt(clock.now - random.below(world.staleness + 1)))
    })
    return scheduler.gate(
      replica,
      'clerk',
      () => `answer to ${describe()}`,
      () => answered,
    )
  }
  const ofOrganization = (state: ClerkState, orgId: string) =>
    [...state.memberships.values()].filter((membership) => membership.orgId === orgId)

  return {
    listUsers: (orgId, after) =>
      ask(
        () => `users of ${orgId} after ${after}`,
        (state) => {
          const members = new Set(ofOrganization(state, orgId).map(({ userId }) => userId))
          // In order of creation, which a user's place in the map is.
          const all = [...state.users.values()]
          const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1
          if (after !== null && from === 0) return { kind: 'refused', reason: 'status 422' }
          const rest = all.slice(from).filter(({ id }) => members.has(id))
          return {
            kind: 'page',
            users: rest.slice(0, PAGE),
            odd: [],
            next: rest.length >= PAGE ? (rest[PAGE - 1]?.id ?? null) : null,
          }
        },
      ),
    listMemberships: (orgId, offset) =>
      ask(
        () => `memberships of ${orgId} from ${offset}`,
        (state) => {
          if (!state.organizations.has(orgId)) return { kind: 'missing' }
          const all = ofOrganization(state, orgId)
          const memberships = all.slice(offset, offset + PAGE)
          return {
            kind: 'page',
            memberships,
            odd: [],
            keys: memberships.map(({ userId }) => userId),
            total: all.length,
          }
        },
      ),
    findMemberships: (orgId, userIds) => {
      if (world.believesLists && userIds.length > 0)
        return Promise.resolve({ kind: 'found', value: { memberships: [], missing: [...userIds], odd: [] } })
      return ask(
        () => `memberships of ${userIds} in ${orgId}`,
        (state) => {
          if (!state.organizations.has(orgId)) return { kind: 'missing' }
          const memberships = userIds.flatMap((userId) => state.memberships.get(pairOf(orgId, userId)) ?? [])
          const missing = userIds.filter((userId) => !state.memberships.has(pairOf(orgId, userId)))
          return { kind: 'found', value: { memberships, missing, odd: [] } }
        },
      )
    },
    getUser: (userId) =>
      ask(
        () => `user ${userId}`,
        (state) => {
          const value = state.users.get(userId)
          return value ? { kind: 'found', value } : { kind: 'missing' }
        },
      ),
    getOrganization: (orgId) =>
      ask(
        () => `organization ${orgId}`,
        (state) => {
          const value = state.organizations.get(orgId)
          return value ? { kind: 'found', value } : { kind: 'missing' }
        },
      ),
  }
}
