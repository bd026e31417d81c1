import { createClerkReader, type SyncDeps } from '@roster/api/testing'
import type { MirrorHealth } from '@roster/db'
import type { Random } from '@roster/db/testing'
import type { Ablation } from './ablations.ts'
import type { Faults } from './faults.ts'
import { inTurns, type Turn } from './in-turns.ts'
import type { Watch } from './invariants.ts'
import { createModelApi } from './model-api.ts'
import type { ModelClerk } from './model-clerk.ts'
import type { Clock, Scheduler } from './scheduler.ts'
import type { SimulatedMirror } from './simulated-mirror.ts'

/** The environment of a replica: the mirror, Clerk, and the faults of a schedule. */
export type World = {
  scheduler: Scheduler
  mirror: SimulatedMirror
  clerk: ModelClerk
  random: Random
  /** Decides which pages are torn. */
  tearing: Random
  clock: Clock
  faults: Faults
  watch: Watch
  /** The replica whose step is being performed. */
  acting: number
  /** Adds a line to the trace, if the schedule is traced. */
  note(line: () => string, facts?: unknown): void
}

const LEASE = 30_000_000
const PAGE = 2
const healthy: MirrorHealth = {
  due: 0,
  oldestDueMs: 0,
  unconfirmedMs: 0,
  webhookSilentMs: null,
  setBackMs: 0,
  deadLetters: 0,
}

/** The product's dependencies for one replica. Every await is a step of the schedule. */
export function createReplica(
  world: World,
  replica: number,
  { reader: change = (itself) => itself, statements = () => ({}) }: Ablation,
  onError: (what: string) => void,
): SyncDeps {
  const { scheduler, clock, watch, faults, random } = world
  const turn: Turn = (name, describe, statement) =>
    scheduler.gate(replica, 'statement', describe, () => {
      clock.now += 1
      world.acting = replica
      if (name.startsWith('apply')) watch.changed()
      return statement()
    })
  const store = inTurns(world.mirror.store, turn, (itself) => ({
    async leaseOrganization(orgId) {
      const lease = await itself.leaseOrganization(orgId)
      if (lease || !faults.racing) return lease
      return { orgId, startedAt: clock.now, until: clock.now + LEASE, neverSynced: false }
    },
    async renewLease(lease) {
      const renewed = await itself.renewLease(lease)
      return renewed ?? (faults.racing ? { ...lease, until: clock.now + LEASE } : null)
    },
    async takeCall(spender, perWindow) {
      const grant = await itself.takeCall(spender, perWindow)
      return random.chance(faults.failureRate) ? { ...grant, granted: false, retryAfterMs: 1_000 } : grant
    },
    ...statements(itself),
    // These do not affect the lists.
    health: async () => healthy,
    noteWebhook: async () => {},
    forgetOld: async () => {},
    forgetChanges: async () => {},
  }))
  return {
    store,
    reader: change(
      createClerkReader({
        apiUrl: 'http://clerk.test',
        secretKey: '',
        fetch: createModelApi(world, replica),
        timeoutMs: Infinity,
        pageSize: PAGE,
      }),
    ),
    callsPerWindow: 1_000_000,
    sweepEveryMs: faults.sweepEveryMs,
    sleep: (milliseconds) => scheduler.sleep(replica, milliseconds),
    log(level, message, facts) {
      if (level === 'error' && message.startsWith('A pass')) onError(`${message} ${JSON.stringify(facts)}`)
    },
  }
}
