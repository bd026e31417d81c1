/** One step that a replica waits for. Only a statement can have happened although its replica died. */
type Step = {
  replica: number
  kind: 'statement' | 'clerk'
  describe(): string
  perform(): unknown
}

type Sleeper = { replica: number; until: number; wake: () => void }

/** Time in microseconds as it passes for processes, and as the database's clock shows it: that one may be set back. */
export class Clock {
  passed = 0
  now: number
  wasSetBack = false

  constructor(now: number) {
    this.now = now
  }

  pass(microseconds: number): void {
    this.passed += microseconds
    this.now += microseconds
  }

  setBack(microseconds: number): void {
    this.now -= microseconds
    this.wasSetBack = true
  }
}

/** Holds every await of the replicas' code, so that one seed decides which resumes next and which never does. */
export class Scheduler {
  #steps: Step[] = []
  #sleepers: Sleeper[] = []
  #added = 0
  readonly #clock: Clock
  readonly #slow: boolean

  /** `slow`: a statement takes more than a few microtasks, so each is waited for. */
  constructor(clock: Clock, slow: boolean) {
    this.#clock = clock
    this.#slow = slow
  }

  /** A promise that settles when the schedule gets to it; `act` happens then, at once and whole. */
  gate<Value>(
    replica: number,
    kind: Step['kind'],
    describe: () => string,
    act: () => Value | Promise<Value>,
  ): Promise<Value> {
    return new Promise((resolve, reject) => {
      const perform = () => {
        const value = act()
        if (!(value instanceof Promise)) return resolve(value)
        return value.then(resolve, reject)
      }
      this.#add({ replica, kind, describe, perform })
    })
  }

  /** A promise that can settle once so much time has passed; like every timer it may do so later. */
  sleep(replica: number, milliseconds: number): Promise<void> {
    return new Promise((wake) => {
      this.#added++
      this.#sleepers.push({ replica, until: this.#clock.passed + milliseconds * 1000, wake })
    })
  }

  get waiting(): number {
    return this.#steps.length
  }

  /** Lets time pass, and whoever has slept for long enough run on to the next await. */
  async pass(microseconds: number): Promise<void> {
    this.#clock.pass(microseconds)
    const due = this.#sleepers.filter(({ until }) => until <= this.#clock.passed)
    if (due.length === 0) return
    this.#sleepers = this.#sleepers.filter(({ until }) => until > this.#clock.passed)
    const enough = this.#added + due.length
    for (const { wake } of due) wake()
    await this.#settled(enough)
  }

  /** True once nothing waits, and nothing is about to. */
  async finished(): Promise<boolean> {
    if (this.#steps.length > 0) return false
    await new Promise((resolve) => setImmediate(resolve))
    return this.#steps.length === 0
  }

  /** Performs the step at an index and lets its replica's code run on to its next await. */
  async perform(index: number, hear: (step: string) => void): Promise<void> {
    const [step] = this.#steps.splice(index, 1)
    if (!step) return
    hear(`${step.replica}: ${step.describe()}`)
    await this.#run(step)
  }

  /** A replica dies: each of its statements has happened or not, and nobody ever hears of it. */
  async crash(replica: number, happened: () => boolean, after: () => Promise<void>): Promise<void> {
    const theirs = this.#steps.filter((step) => step.replica === replica && step.kind === 'statement' && happened())
    this.#forget(replica)
    for (const step of theirs) {
      await this.#run(step)
      await after()
    }
    // What the code of the dead asked for meanwhile is never performed.
    await new Promise((resolve) => setImmediate(resolve))
    this.#forget(replica)
  }

  async #run(step: Step): Promise<void> {
    const enough = this.#added + 1
    const done = step.perform()
    if (this.#slow) await done
    await this.#settled(enough)
  }

  /** Lets the code that waited run, until it has asked for so many steps in all or asks for none. */
  async #settled(enough: number): Promise<void> {
    for (let turn = 0; turn < TURNS && this.#added < enough; turn++) await Promise.resolve()
  }

  #add(step: Step): void {
    this.#added++
    this.#steps.push(step)
  }

  #forget(replica: number): void {
    this.#steps = this.#steps.filter((step) => step.replica !== replica)
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.replica !== replica)
  }
}

// More than the longest chain from one await of the product to its next. Were one longer, the schedule would only resume
// a little before it: the order of microtasks is part of the seed either way.
const TURNS = 24
