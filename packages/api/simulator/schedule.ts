import { applyEvent } from '../src/clerk/events.ts'
import { reconcileOrganization } from '../src/clerk/reconcile.ts'
import { runResyncPass } from '../src/clerk/resync.ts'
import type { SyncDeps } from '../src/clerk/sync-deps.ts'
import type { Ablation } from './ablations.ts'
import { createWatch, differenceFromClerk } from './invariants.ts'
import { RULES } from './memory-rows.ts'
import { createMemoryMirror } from './memory-mirror.ts'
import { createModelClerk, ORGANIZATIONS, type ClerkEvent } from './model-clerk.ts'
import { createRandom } from '@roster/db/testing'
import { createReplica, type World } from './replica.ts'
import { Scheduler } from './scheduler.ts'
import type { SimulatedMirror } from './simulated-mirror.ts'

/** The first invariant that a schedule broke, at which step, and every step until then if it was traced. */
export type Violation = { seed: number; step: number; broken: string; trace: string[] }

const REPLICAS = 2
// Ahead of every database's own clock: what a trigger stamps by that is then past.
const START = Date.UTC(2100, 0) * 1000
const STEPS = 100
const FENCE = RULES.fence
const PAUSES = [1_000, 100_000, 1_000_000, FENCE / 2, FENCE + 1, 31_000_000]

export type ScheduleOptions = {
  ablation?: Ablation
  traced?: boolean
  /** The mirror to be simulated; in memory if not given. */
  mirrorOf?: (clock: { now: number }) => SimulatedMirror
}

/** Runs the schedule that one seed names, and gives the first invariant that it breaks, if any. */
export async function runSchedule(seed: number, options: ScheduleOptions = {}): Promise<Violation | null> {
  const schedule = new Schedule(seed, options)
  const broken = (await schedule.disturb()) ?? (await schedule.calm())
  return broken === null ? null : { seed, step: schedule.step, broken, trace: schedule.trace }
}

type Delivery = { event: ClerkEvent; replica: number }

class Schedule {
  step = 0
  readonly trace: string[] = []
  readonly #random
  readonly #world: World
  readonly #replicas: readonly SyncDeps[]
  readonly #note: (line: string) => void
  #network: ClerkEvent[] = []
  #inFlight = new Set<Delivery>()
  #busy = Array.from({ length: REPLICAS }, () => 0)
  #lossRate: number
  #failure: string | null = null

  constructor(seed: number, { ablation = {}, traced = false, mirrorOf }: ScheduleOptions) {
    const random = createRandom(seed)
    const clock = { now: START }
    const clerk = createModelClerk()
    const { rules, tornWrites = false, believesLists = false } = ablation
    const mirror = mirrorOf?.(clock) ?? createMemoryMirror({ ...RULES, ...rules }, tornWrites, () => clock.now)
    this.#random = random
    this.#lossRate = random.chance(0.5) ? 0.25 : 0
    this.#world = {
      scheduler: new Scheduler(),
      mirror,
      clerk,
      random,
      clock,
      watch: createWatch(mirror, clerk),
      staleness: random.chance(0.5) ? FENCE : 0,
      faultRate: random.chance(0.3) ? 0.1 : 0,
      racing: random.chance(0.3),
      believesLists,
    }
    this.#replicas = Array.from({ length: REPLICAS }, (_, replica) => createReplica(this.#world, replica))
    this.#note = traced ? (line) => this.trace.push(`${clock.now} ${line}`) : () => {}
  }

  /** Changes, events, reconciles and crashes in the order of the seed; the invariants hold after each step. */
  async disturb(): Promise<string | null> {
    for (let changes = this.#random.below(8); changes >= 0; changes--) this.#change()
    for (this.step = 0; this.step < STEPS; this.step++) {
      await this.#oneStep()
      const broken = this.#failure ?? (await this.#world.watch.check())
      if (broken) return broken
    }
    return null
  }

  /** All that was begun ends, then nothing for a while; one reconcile and one resync pass must make the mirror Clerk's equal. */
  async calm(): Promise<string | null> {
    const { clock, mirror, clerk } = this.#world
    this.#world.faultRate = 0
    this.#world.racing = false
    for (const event of this.#network.splice(0)) if (this.#random.chance(0.5)) this.#deliver(event)
    const unfinished = await this.#finish()
    if (unfinished) return unfinished
    clock.now += Math.max(FENCE, 31_000_000) + 1
    this.#note('calm')
    for (const orgId of ORGANIZATIONS)
      this.#run(0, `reconcile ${orgId}`, async (deps) => {
        this.#mustSettle((await reconcileOrganization(deps, orgId)).outcome)
      })
    const unreconciled = await this.#finish()
    if (unreconciled) return unreconciled
    // What a read said alone is believed once a second one agrees, and an absence is read once more.
    for (const pause of [FENCE, RULES.apart, RULES.apart]) {
      clock.now += pause + 1
      this.#run(0, 'resync', runResyncPass)
      const unfinished = await this.#finish()
      if (unfinished) return unfinished
    }
    return differenceFromClerk(mirror, clerk)
  }

  async #oneStep(): Promise<void> {
    const { scheduler, clock } = this.#world
    const random = this.#random
    if (scheduler.waiting > 0 && random.chance(0.65))
      return scheduler.perform(random.below(scheduler.waiting), this.#note)
    const dice = random.below(100)
    const replica = random.below(REPLICAS)
    if (dice < 28) this.#change()
    else if (dice < 62) this.#deliverOne(replica)
    else if (dice < 75) this.#reconcile(replica)
    else if (dice < 84) this.#run(replica, 'resync', runResyncPass)
    else if (dice < 97) clock.now += random.pick(PAUSES) ?? 0
    else await this.#crash(replica)
  }

  #change(): void {
    for (const event of this.#world.clerk.change(this.#world.clock.now, this.#random)) {
      const lost = this.#random.chance(this.#lossRate)
      this.#note(`Clerk: ${event.type} ${JSON.stringify(event.data)}${lost ? ' (its event is lost)' : ''}`)
      if (!lost) this.#network.push(this.#random.chance(0.02) ? garbled(event) : event)
    }
  }

  #deliverOne(replica: number): void {
    const [event] = this.#network.splice(this.#random.below(this.#network.length), 1)
    if (!event) return
    if (this.#random.chance(0.2)) this.#network.push(event)
    this.#deliver(event, replica)
  }

  #deliver(event: ClerkEvent, replica = 0): void {
    const delivery = { event, replica }
    this.#inFlight.add(delivery)
    this.#run(replica, `deliver ${event.type}`, async ({ store }) => {
      await applyEvent(store, event)
      this.#inFlight.delete(delivery)
    })
  }

  #reconcile(replica: number): void {
    const orgId = this.#random.pick(ORGANIZATIONS)
    if (orgId && (this.#busy[replica] ?? 0) < 3)
      this.#run(replica, `reconcile ${orgId}`, (deps) => reconcileOrganization(deps, orgId))
  }

  #run(replica: number, what: string, activity: (deps: SyncDeps) => Promise<unknown>): void {
    const deps = this.#replicas[replica]
    if (!deps) return
    this.#note(`${replica}: ${what}`)
    this.#busy[replica] = (this.#busy[replica] ?? 0) + 1
    activity(deps).then(
      () => (this.#busy[replica] = (this.#busy[replica] ?? 1) - 1),
      (error: unknown) => (this.#failure = `${what} threw ${String(error)}`),
    )
  }

  async #crash(replica: number): Promise<void> {
    this.#note(`${replica}: crash`)
    const { scheduler, watch } = this.#world
    await scheduler.crash(
      replica,
      () => this.#random.chance(0.5),
      async () => {
        this.#failure ??= await watch.check()
      },
    )
    this.#busy[replica] = 0
    // Whoever sent an event and got no answer sends it again.
    for (const delivery of this.#inFlight) {
      if (delivery.replica !== replica) continue
      this.#inFlight.delete(delivery)
      this.#network.push(delivery.event)
    }
  }

  async #finish(): Promise<string | null> {
    const { scheduler, watch } = this.#world
    while (!(await scheduler.finished())) {
      this.step++
      await scheduler.perform(this.#random.below(scheduler.waiting), this.#note)
      const broken = this.#failure ?? (await watch.check())
      if (broken) return broken
    }
    return this.#failure
  }

  #mustSettle(outcome: string): void {
    if (!['completed', 'missing', 'doubtful'].includes(outcome))
      this.#failure = `4: a reconcile in the calm ended as ${outcome}`
  }
}

/** An event that the product doesn't understand, of a resource that it can name. */
function garbled({ type, data }: ClerkEvent): ClerkEvent {
  return { type, data: typeof data === 'object' ? { ...data, updated_at: 'yesterday', deleted: 1 } : data }
}
