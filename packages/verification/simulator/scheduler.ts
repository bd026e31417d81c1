/** A pending step of a replica. Only a statement can take effect although its replica crashed. */
type Step = {
  replica: number
  kind: 'statement' | 'clerk'
  describe(): string
  perform(): unknown
}

type Sleeper = { replica: number; until: number; wake: () => void }

/** The time of processes and of the database in microseconds. Only the database's clock can be set back. */
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

/** Controls every await of the replicas, so that the seed decides which one resumes next and which never does. */
export class Scheduler {
  #steps: Step[] = []
  #sleepers: Sleeper[] = []
  #added = 0
  readonly #clock: Clock
  readonly #slow: boolean

  /** With `slow`, each statement is awaited, because it takes more than a few microtasks. */
  constructor(clock: Clock, slow: boolean) {
    this.#clock = clock
    this.#slow = slow
  }

  /** A promise that settles when its step is performed; `act` then runs atomically. */
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

  /** A promise that settles after this time; like every timer it may be late. */
  sleep(replica: number, milliseconds: number): Promise<void> {
    return new Promise((wake) => {
      this.#added++
      this.#sleepers.push({ replica, until: this.#clock.passed + milliseconds * 1000, wake })
    })
  }

  get waiting(): number {
    return this.#steps.length
  }

  /** Lets time pass, and the sleepers that are due run up to their next await. */
  async pass(microseconds: number): Promise<void> {
    this.#clock.pass(microseconds)
    const due = this.#sleepers.filter(({ until }) => until <= this.#clock.passed)
    if (due.length === 0) return
    this.#sleepers = this.#sleepers.filter(({ until }) => until > this.#clock.passed)
    const enough = this.#added + due.length
    for (const { wake } of due) wake()
    await this.#settled(enough)
  }

  /** Whether no step is pending and none is about to be added. */
  async finished(): Promise<boolean> {
    if (this.#steps.length > 0) return false
    await new Promise((resolve) => setImmediate(resolve))
    return this.#steps.length === 0
  }

  /** Performs the step at an index and lets its replica run up to its next await. */
  async perform(index: number, onStep: (describe: () => string) => void): Promise<void> {
    const [step] = this.#steps.splice(index, 1)
    if (!step) return
    onStep(() => `${step.replica}: ${step.describe()}`)
    await this.#run(step)
  }

  /** Crashes a replica: each of its pending statements takes effect or not, without an answer. */
  async crash(replica: number, happened: () => boolean, after: () => Promise<void>): Promise<void> {
    const theirs = this.#steps.filter((step) => step.replica === replica && step.kind === 'statement' && happened())
    this.#forget(replica)
    for (const step of theirs) {
      await this.#run(step)
      await after()
    }
    // Steps that the crashed replica added in the meantime are never performed.
    await new Promise((resolve) => setImmediate(resolve))
    this.#forget(replica)
  }

  async #run(step: Step): Promise<void> {
    const enough = this.#added + 1
    const done = step.perform()
    if (this.#slow) await done
    await this.#settled(enough)
  }

  /** Lets the resumed code run until it has added `enough` steps in all, or adds none. */
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

// More than the longest chain of microtasks between two awaits of the product. A longer chain would only be resumed
// a little early: the order of microtasks depends on the seed in either case.
const TURNS = 24
