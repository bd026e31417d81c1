import type { MirrorStore, Source } from '@roster/db'
import type { ClerkReader } from '../src/clerk/clerk-reader.ts'
import type { SyncDeps } from '../src/clerk/sync-deps.ts'
import type { Watch } from './invariants.ts'
import type { MemoryStore, Plan } from './memory-store.ts'
import { pairOf, type ClerkState, type ModelClerk } from './model-clerk.ts'
import type { Random } from '@roster/db/testing'
import type { Scheduler } from './scheduler.ts'

/** What a replica lives in. `tornWrites` and `believesLists` are ablations; the rest are the faults of a schedule. */
export type World = {
  scheduler: Scheduler
  memory: MemoryStore
  clerk: ModelClerk
  random: Random
  clock: { now: number }
  /** How long Clerk's reads may lag behind, in microseconds of the clock. */
  staleness: number
  faultRate: number
  racing: boolean
  tornWrites: boolean
  believesLists: boolean
  watch: Watch
}

const PAGE = 2

/** The product's dependencies as one replica sees them: every await is a step of the schedule. */
export function createReplica(world: World, replica: number): SyncDeps {
  return {
    store: replicaStore(world, replica),
    reader: replicaReader(world, replica),
    callsPerWindow: 1_000_000,
    sleep: (milliseconds) =>
      world.scheduler.gate(
        replica,
        'sleep',
        () => `sleep ${milliseconds}`,
        () => {
          world.clock.now += milliseconds * 1000
        },
      ),
    log: () => {},
  }
}

function replicaStore(world: World, replica: number): MirrorStore {
  const { memory, scheduler, clock } = world
  const statement = <Value>(describe: () => string, run: () => Value): Promise<Value> =>
    scheduler.gate(replica, 'statement', describe, () => {
      clock.now += 1
      return run()
    })
  const commit = (plan: Plan) => {
    world.watch.committed(plan)
    return memory.commit(plan)
  }
  const change = async (describe: () => string, plan: () => Plan) => {
    if (!world.tornWrites) return statement(describe, () => commit(plan()))
    const planned = await statement(() => `${describe()}, read`, plan)
    return statement(
      () => `${describe()}, write`,
      () => commit(planned),
    )
  }
  return {
    applyUsers: (users, source) =>
      change(
        () => `users by ${told(source)}: ${users.map(({ id, firstName }) => `${id} ${firstName}`)}`,
        () => memory.planUsers(users, source),
      ),
    applyUserDeleted: (id) =>
      change(
        () => `${id} deleted`,
        () => memory.planUserDeleted(id),
      ),
    applyUserAbsent: (id, startedAt) =>
      change(
        () => `${id} absent by a read at ${startedAt}`,
        () => memory.planUserAbsent(id, startedAt),
      ),
    applyMemberships: (rows, source) =>
      change(
        () => `memberships by ${told(source)}: ${rows.map(named)}`,
        () => memory.planMemberships(rows, source),
      ),
    applyMembershipDeleted: (row) =>
      change(
        () => `${named(row)} deleted`,
        () => memory.planMembershipDeleted(row),
      ),
    applyMembershipsAbsent: (orgId, userIds, startedAt) =>
      change(
        () => `${userIds} absent in ${orgId} by a read at ${startedAt}`,
        () => memory.planMembershipsAbsent(orgId, userIds, startedAt),
      ),
    applyOrganizations: (rows, source) =>
      change(
        () => `organization by ${told(source)}`,
        () => memory.planOrganizations(rows, source),
      ),
    applyOrganizationDeleted: (id) =>
      change(
        () => `${id} deleted`,
        () => memory.planOrganizationDeleted(id),
      ),
    applyOrganizationAbsent: (id, startedAt) =>
      change(
        () => `${id} absent`,
        () => memory.planOrganizationAbsent(id, startedAt),
      ),
    recordDeadLetter: (letter) =>
      statement(
        () => `dead letter on ${letter.userId} ${letter.orgId}`,
        () => memory.recordDeadLetter(letter),
      ),
    revokeSession: async () => {},
    now: () =>
      statement(
        () => 'now',
        () => clock.now,
      ),
    noteWebhook: async () => {},
    leaseDue: (limit) =>
      statement(
        () => 'lease due rows',
        () => memory.leaseDue(limit),
      ),
    settleDue: (row) =>
      statement(
        () => 'settle a due row',
        () => memory.settleDue(row),
      ),
    postponeDue: (row, why) =>
      statement(
        () => 'postpone a due row',
        () => memory.postponeDue(row, why),
      ),
    readSync: (orgId) =>
      statement(
        () => 'read sync',
        () => memory.readSync(orgId),
      ),
    leaseOrganization: (orgId) =>
      statement(
        () => `lease ${orgId}`,
        () => memory.leaseOrganization(orgId, world.racing),
      ),
    leaseStalest: async () => null,
    renewLease: (lease) =>
      statement(
        () => `renew ${lease.orgId}`,
        () => memory.renewLease(lease, world.racing),
      ),
    endLease: (lease, how) =>
      statement(
        () => `${how} ${lease.orgId}`,
        () => memory.endLease(lease, how),
      ),
    liveMembers: (orgId, after, limit) =>
      statement(
        () => `live members of ${orgId}`,
        () => memory.liveMembers(orgId, after, limit),
      ),
    takeCall: () =>
      statement(
        () => 'take a call',
        () => memory.takeCall(!world.random.chance(world.faultRate)),
      ),
    pauseCalls: async () => {},
    claimInstance: async () => true,
    sweep: async () => {},
    forgetSync: async () => {},
    health: async () => ({ due: 0, oldestDueMs: 0, webhookSilentMs: null, deadLetters: 0 }),
  }
}

type Fault = { kind: 'unavailable'; reason: string } | { kind: 'rate-limited'; retryAfterMs: number }

function replicaReader(world: World, replica: number): ClerkReader {
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
          if (after !== null && from === 0) return { kind: 'refused', status: 422 }
          const rest = all.slice(from).filter(({ id }) => members.has(id))
          return {
            kind: 'page',
            users: rest.slice(0, PAGE),
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
          return { kind: 'page', memberships: all.slice(offset, offset + PAGE), total: all.length }
        },
      ),
    findMemberships: (orgId, userIds) => {
      if (world.believesLists && userIds.length > 0) return Promise.resolve({ kind: 'found', value: [] })
      return ask(
        () => `memberships of ${userIds} in ${orgId}`,
        (state) => {
          if (!state.organizations.has(orgId)) return { kind: 'missing' }
          const found = userIds.flatMap((userId) => state.memberships.get(pairOf(orgId, userId)) ?? [])
          return { kind: 'found', value: found }
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

function named({ orgId, userId, membershipId }: { orgId: string; userId: string; membershipId: string }): string {
  return `${orgId}/${userId}#${membershipId}`
}

function told(source: Source): string {
  return source.kind === 'webhook' ? 'webhook' : `${source.kind} at ${source.startedAt}`
}
