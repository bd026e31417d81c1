import type { MirrorStore } from '@roster/db'
import type { Random } from '@roster/db/testing'
import type { ClerkReader } from '../src/clerk/clerk-reader.ts'
import { createClerkReader } from '../src/clerk/client.ts'
import type { SyncDeps } from '../src/clerk/sync-deps.ts'
import type { Faults } from './faults.ts'
import { inTurns } from './in-turns.ts'
import type { Watch } from './invariants.ts'
import { createModelApi } from './model-api.ts'
import type { ModelClerk } from './model-clerk.ts'
import type { Clock, Scheduler } from './scheduler.ts'
import type { SimulatedMirror } from './simulated-mirror.ts'

/** What a replica lives in: the mirror, Clerk, and the faults of a schedule. */
export type World = {
  scheduler: Scheduler
  mirror: SimulatedMirror
  clerk: ModelClerk
  random: Random
  clock: Clock
  faults: Faults
  watch: Watch
  /** The replica whose step is being performed. */
  acting: number
  /** Adds a line to the trace, if there is one. */
  note(line: string, facts?: unknown): void
}

const HOLD = 30_000_000
const PAGE = 2

/** The product's dependencies as one replica sees them: every await is a step of the schedule. */
export function createReplica(
  world: World,
  replica: number,
  change: (reader: ClerkReader) => ClerkReader,
  onError: (what: string) => void,
): SyncDeps {
  const { scheduler, clock, watch, faults, random } = world
  const store = inTurns(world.mirror.store, (name, describe, statement) =>
    scheduler.gate(replica, 'statement', describe, () => {
      clock.now += 1
      world.acting = replica
      if (name.startsWith('apply')) watch.changed()
      return statement()
    }),
  )
  const faulty: Partial<MirrorStore> = {
    async leaseOrganization(orgId) {
      const lease = await store.leaseOrganization(orgId)
      if (lease || !faults.racing) return lease
      return { orgId, startedAt: clock.now, until: clock.now + HOLD, neverSynced: false }
    },
    async renewLease(lease) {
      const renewed = await store.renewLease(lease)
      return renewed ?? (faults.racing ? { ...lease, until: clock.now + HOLD } : null)
    },
    async takeCall(spender, perWindow) {
      const grant = await store.takeCall(spender, perWindow)
      return random.chance(faults.failureRate) ? { ...grant, granted: false, retryAfterMs: 1_000 } : grant
    },
    // Of no consequence for what shows.
    health: async () => ({ due: 0, oldestDueMs: 0, unconfirmedMs: 0, webhookSilentMs: null, deadLetters: 0 }),
    noteWebhook: async () => {},
    sweep: async () => {},
  }
  return {
    store: new Proxy(store, { get: (target, name) => Reflect.get(faulty, name) ?? Reflect.get(target, name) }),
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
    sleep: (milliseconds) => scheduler.sleep(replica, milliseconds),
    log(level, message, facts) {
      if (level === 'error' && 'pass' in facts) onError(`${message} ${JSON.stringify(facts)}`)
    },
  }
}
