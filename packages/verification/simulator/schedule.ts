import { applyEvent, reconcileOrganization, runMirrorLoops, type SyncDeps } from '@roster/api/testing'
import { createRandom } from '@roster/db/testing'
import type { Ablation } from './ablations.ts'
import { asSent, drawFaults, endFaults, strike } from './faults.ts'
import { createWatch, differenceFromClerk } from './invariants.ts'
import { MemoryMirror } from './memory-mirror.ts'
import { RULES } from './memory-rows.ts'
import { createModelClerk, type ClerkEvent } from './model-clerk.ts'
import { createReplica, type World } from './replica.ts'
import { Clock, Scheduler } from './scheduler.ts'
import type { SimulatedMirror } from './simulated-mirror.ts'

/** The first invariant that a schedule broke, the step, and, if traced, all steps up to it. */
export type Violation = { seed: number; step: number; broken: string; trace: string[] }

const REPLICAS = 2
// Later than every database's own clock, so that the times that triggers store are past.
const START = Date.UTC(2100, 0) * 1000
const STEPS = 100
// From the seed of a schedule to that of its torn pages.
const TEARING = 7_777_777
const STEPS_OF_MANY = 130
const FENCE = RULES.fence
const SECOND = 1_000_000
const MINUTE = 60 * SECOND
const PAUSES = [1_000, 100_000, SECOND, FENCE / 2, FENCE + 1, 31 * SECOND, 61 * SECOND, 16 * MINUTE]
// Time to finish what has begun, two days in which every organization becomes due, and time for two confirmations.
const CALM = [2 * MINUTE, 48 * 60 * MINUTE, 61 * SECOND, 61 * SECOND]
// Long enough for the loops to read everything during a fault, and to confirm what they read.
const OUTAGE = [16 * MINUTE, 61 * SECOND, 61 * SECOND]
const MOST_AT_ONCE = 3
const MOST_STEPS = 5_000
const NEVER = new AbortController().signal

export type ScheduleOptions = {
  ablation?: Ablation
  traced?: boolean
  /** @default the in-memory mirror */
  mirrorOf?: (clock: Clock) => SimulatedMirror
}

/** Runs the schedule of one seed and returns the first invariant that it breaks, if any. */
export async function runSchedule(seed: number, options: ScheduleOptions = {}): Promise<Violation | null> {
  const schedule = new Schedule(seed, options)
  const broken = (await schedule.disturb()) ?? (await schedule.calm())
  return broken === null ? null : { seed, step: schedule.step, broken, trace: schedule.trace }
}

type Delivery = { event: ClerkEvent; replica: number }
type Replica = { deps: SyncDeps; busy: number }

class Schedule {
  step = 0
  readonly trace: string[] = []
  readonly #random
  readonly #world: World
  readonly #replicas: Replica[]
  readonly #note: World['note']
  readonly #ablation: Ablation
  #network: ClerkEvent[] = []
  #inFlight = new Set<Delivery>()
  #failure: string | null = null

  constructor(seed: number, { ablation = {}, traced = false, mirrorOf }: ScheduleOptions) {
    const random = createRandom(seed)
    const clock = new Clock(START)
    const tearing = createRandom(seed + TEARING)
    const faults = drawFaults(random, tearing, FENCE)
    const clerk = createModelClerk(faults.events.includes('foreign') ? MANY : FEW)
    const scheduler = new Scheduler(clock, mirrorOf !== undefined)
    const between = ablation.tornWrites
      ? () =>
          scheduler.gate(
            this.#world.acting,
            'statement',
            () => 'writes',
            () => {},
          )
      : undefined
    const rules = { ...RULES, ...ablation.rules }
    const mirror = mirrorOf?.(clock) ?? new MemoryMirror({ rules, now: () => clock.now, between })
    const watch = createWatch(mirror, clerk, clock, faults)
    this.#note = traced
      ? (line, facts) =>
          this.trace.push(`${clock.passed} ${line()} ${facts === undefined ? '' : JSON.stringify(facts)}`)
      : () => {}
    this.#random = random
    this.#ablation = ablation
    this.#world = { scheduler, mirror, clerk, random, tearing, clock, watch, faults, acting: 0, note: this.#note }
    this.#replicas = Array.from({ length: REPLICAS }, (_, replica) => this.#start(replica))
  }

  /** Runs changes, events, requests, faults and crashes in the seed's order, and checks the invariants after each step. */
  async disturb(): Promise<string | null> {
    const { organizationIds } = this.#world.clerk
    const isMany = organizationIds.length > FEW.length
    for (let changes = this.#random.below(8); changes >= 0; changes--) this.#change()
    if (isMany) {
      for (const orgId of organizationIds) this.#request(0, orgId)
      const broken = await this.#settle()
      if (broken) return broken
    }
    for (this.step = 0; this.step < (isMany ? STEPS_OF_MANY : STEPS); this.step++) {
      await this.#oneStep()
      const broken = this.#failure ?? (await this.#world.watch.check())
      if (broken) return broken
    }
    return null
  }

  /** Ends the faults. After every organization was due, and after two more minutes, the mirror must equal Clerk. */
  async calm(): Promise<string | null> {
    const { clerk, mirror, faults } = this.#world
    this.#note(() => 'calm')
    endFaults(faults, clerk)
    // One replica must be enough, so the other stops.
    await this.#stop(1)
    for (const event of this.#network.splice(0)) if (this.#random.chance(0.5)) this.#deliver(event)
    const [first = 0, ...later] = CALM
    const unfinished = await this.#elapse([first])
    if (unfinished) return unfinished
    for (const orgId of clerk.organizationIds)
      if (!(await mirror.store().readSync(orgId)).synced) this.#request(0, orgId)
    return (await this.#elapse(later)) ?? (await differenceFromClerk(mirror, clerk))
  }

  /** Starts the loops that a server runs. */
  #start(replica: number): Replica {
    const fail = (what: string) => {
      this.#failure ??= what
    }
    const deps = createReplica(this.#world, replica, this.#ablation, fail)
    runMirrorLoops(deps, NEVER).catch((error: unknown) => fail(`the loops threw ${String(error)}`))
    return { deps, busy: 0 }
  }

  async #oneStep(): Promise<void> {
    const { scheduler, clerk, clock, faults } = this.#world
    const random = this.#random
    if (scheduler.waiting > 0 && random.chance(0.65))
      return scheduler.perform(random.below(scheduler.waiting), this.#note)
    const dice = random.below(100)
    const replica = random.below(REPLICAS)
    if (dice < 28) this.#change()
    else if (dice < 60) this.#deliverOne(replica)
    else if (dice < 72 && (this.#replicas[replica]?.busy ?? 0) < MOST_AT_ONCE)
      this.#request(replica, random.pick(clerk.organizationIds) ?? '')
    else if (dice < 90) await scheduler.pass(random.pick(PAUSES) ?? 0)
    else if (dice < 97) {
      if (faults.events.length === 0) return
      const fault = strike(faults, clerk, clock, random)
      this.#note(() => fault)
      if (random.chance(0.3)) this.#failure ??= await this.#elapse(OUTAGE)
    } else await this.#crash(replica)
  }

  #change(): void {
    const { clerk, clock, faults } = this.#world
    for (const event of clerk.change(clock.passed, this.#random)) {
      const lost = this.#random.chance(faults.lossRate)
      this.#note(() => `Clerk: ${event.type}${lost ? ' (its event is lost)' : ''}`, event.data)
      if (!lost) this.#network.push(asSent(event, faults, this.#random))
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
    this.#run(replica, `deliver ${event.type}`, async ({ deps }) => {
      await applyEvent(deps.store, event)
      this.#world.watch.taken(event)
      this.#inFlight.delete(delivery)
    })
  }

  /** A request for an organization's list, the first one or one with strong consistency. */
  #request(replica: number, orgId: string): void {
    const { scheduler, mirror } = this.#world
    this.#run(replica, `request for ${orgId}`, async ({ deps }) => {
      await reconcileOrganization(deps, orgId, { spender: 'strong' })
      await scheduler.gate(
        replica,
        'statement',
        () => `note the use of ${orgId}`,
        () => mirror.noteUse(orgId),
      )
    })
  }

  #run(at: number, what: string, activity: (replica: Replica) => Promise<unknown>): void {
    const replica = this.#replicas[at]
    if (!replica) return
    this.#note(() => `${at}: ${what}`)
    replica.busy++
    activity(replica).then(
      () => replica.busy--,
      (error: unknown) => (this.#failure = `${what} threw ${String(error)}`),
    )
  }

  async #crash(replica: number): Promise<void> {
    await this.#stop(replica)
    this.#replicas[replica] = this.#start(replica)
  }

  async #stop(replica: number): Promise<void> {
    this.#note(() => `${replica}: stops`)
    const { scheduler, watch } = this.#world
    await scheduler.crash(
      replica,
      () => this.#random.chance(0.5),
      async () => {
        this.#failure ??= await watch.check()
      },
    )
    // An event without an answer is sent again.
    for (const delivery of this.#inFlight) {
      if (delivery.replica !== replica) continue
      this.#inFlight.delete(delivery)
      this.#network.push(delivery.event)
    }
  }

  /** Lets time pass in which only the replicas act. */
  async #elapse(pauses: readonly number[]): Promise<string | null> {
    for (const pause of pauses) {
      const broken = await this.#settle()
      if (broken) return broken
      this.#note(() => `${pause / SECOND} s pass`)
      await this.#world.scheduler.pass(pause)
    }
    return this.#settle()
  }

  /** Performs all steps that need no time to pass. */
  async #settle(): Promise<string | null> {
    const { scheduler, watch } = this.#world
    while (!(await scheduler.finished())) {
      if (this.step++ > MOST_STEPS) return '4: the mirror never comes to rest'
      await scheduler.perform(this.#random.below(scheduler.waiting), this.#note)
      const broken = this.#failure ?? (await watch.check())
      if (broken) return broken
    }
    return this.#failure
  }
}

const FEW = ['org_a', 'org_b']
const MANY = ['org_a', 'org_b', 'org_c', 'org_d', 'org_e']
