import type { MirrorStore } from '@roster/db'
import type { Random } from '@roster/db/testing'
import type { SyncDeps } from '../src/clerk/sync-deps.ts'
import type { Watch } from './invariants.ts'
import type { ModelClerk } from './model-clerk.ts'
import { createModelReader } from './model-reader.ts'
import type { Scheduler } from './scheduler.ts'
import type { SimulatedMirror, Step } from './simulated-mirror.ts'

/** What a replica lives in: the mirror, Clerk, and the faults of a schedule. `believesLists` is an ablation. */
export type World = {
  scheduler: Scheduler
  mirror: SimulatedMirror
  clerk: ModelClerk
  random: Random
  clock: { now: number }
  /** How long Clerk's reads may lag behind, in microseconds of the clock. */
  staleness: number
  faultRate: number
  /** Reconciles of one organization run although another has the lease. */
  racing: boolean
  believesLists: boolean
  watch: Watch
}

const HOLD = 30_000_000

/** The product's dependencies as one replica sees them: every await is a step of the schedule. */
export function createReplica(world: World, replica: number): SyncDeps {
  const { scheduler, clock } = world
  return {
    store: replicaStore(world, (describe, run) =>
      scheduler.gate(replica, 'statement', describe, () => {
        clock.now += 1
        return run()
      }),
    ),
    reader: createModelReader(world, replica),
    callsPerWindow: 1_000_000,
    sleep: (milliseconds) =>
      scheduler.gate(
        replica,
        'sleep',
        () => `sleep ${milliseconds}`,
        () => {
          clock.now += milliseconds * 1000
        },
      ),
    log: () => {},
  }
}

function replicaStore(world: World, step: Step): MirrorStore {
  const { watch, clock, random } = world
  const statements = world.mirror.statements(step)
  const heard = async <Value>(done: Promise<Value>, hear: () => void) => {
    const value = await done
    hear()
    return value
  }
  return {
    ...statements,
    applyUserDeleted: (id) => heard(statements.applyUserDeleted(id), () => watch.userDeleted(id)),
    applyMembershipDeleted: (row) => heard(statements.applyMembershipDeleted(row), () => watch.membershipDeleted(row)),
    applyOrganizationDeleted: (id) =>
      heard(statements.applyOrganizationDeleted(id), () => watch.organizationDeleted(id)),
    async leaseOrganization(orgId) {
      const lease = await statements.leaseOrganization(orgId)
      if (lease || !world.racing) return lease
      return { orgId, startedAt: clock.now, until: clock.now + HOLD, neverSynced: false }
    },
    async renewLease(lease) {
      const renewed = await statements.renewLease(lease)
      return renewed ?? (world.racing ? { ...lease, until: clock.now + HOLD } : null)
    },
    async takeCall(spender, perWindow) {
      const grant = await statements.takeCall(spender, perWindow)
      return random.chance(world.faultRate) ? { ...grant, granted: false, retryAfterMs: 1_000 } : grant
    },
    // What no part of the product asks for that a schedule drives.
    revokeSession: async () => {},
    noteWebhook: async () => {},
    leaseStalest: async () => null,
    hurryOrganization: async () => {},
    recordOdd: async () => [],
    usersOfMemberships: async () => [],
    areTooManyOrganizationsAbsent: async () => false,
    areTooManyMembersAbsent: async () => false,
    markUnreconciled: async () => '',
    claimInstance: async () => true,
    sweep: async () => {},
    forgetSync: async () => {},
    health: async () => ({
      due: 0,
      oldestDueMs: 0,
      unconfirmedMs: 0,
      webhookSilentMs: null,
      setBackMs: 0,
      deadLetters: 0,
    }),
  }
}
