/** One step that a replica waits for. Only a statement can have happened although its replica died. */
type Step = {
  replica: number
  kind: 'statement' | 'clerk' | 'sleep'
  describe(): string
  perform(): void | Promise<void>
}

/** Holds every await of the replicas' code, so that one seed decides which goes on next and which never does. */
export class Scheduler {
  #steps: Step[] = []

  /** A promise that settles when the schedule gets to it; `act` happens then, at once and whole. */
  gate<Value>(
    replica: number,
    kind: Step['kind'],
    describe: () => string,
    act: () => Value | Promise<Value>,
  ): Promise<Value> {
    return new Promise((resolve, reject) => {
      const settle = (value: Value | Promise<Value>) => {
        if (!(value instanceof Promise)) return resolve(value)
        return value.then(resolve, reject)
      }
      const perform = () => settle(act())
      this.#steps.push({ replica, kind, describe, perform })
    })
  }

  get waiting(): number {
    return this.#steps.length
  }

  /** True once nothing waits and nothing is on its way to wait. */
  async finished(): Promise<boolean> {
    if (this.#steps.length > 0) return false
    await new Promise((resolve) => setImmediate(resolve))
    return this.#steps.length === 0
  }

  /** Performs the step at an index and lets its replica's code run on to its next awaits. */
  async perform(index: number, hear: (step: string) => void): Promise<void> {
    const [step] = this.#steps.splice(index, 1)
    if (!step) return
    hear(`${step.replica}: ${step.describe()}`)
    const done = step.perform()
    if (done) await done
    await settled()
  }

  /** A replica dies: each of its steps has happened or not, and nobody ever hears of it. */
  async crash(replica: number, happened: () => boolean, after: () => Promise<void>): Promise<void> {
    const theirs = this.#steps.filter((step) => step.replica === replica && step.kind === 'statement' && happened())
    this.#steps = this.#steps.filter((step) => step.replica !== replica)
    // Performed with nobody listening: the steps that follow would be added again, so they are dropped after.
    for (const step of theirs) {
      await step.perform()
      await after()
    }
    await settled()
    this.#steps = this.#steps.filter((step) => step.replica !== replica)
  }
}

// More than the longest chain from one await of the product to its next. Were one longer, the schedule would only go on
// a little before it: the order of microtasks is part of the seed either way.
const TURNS = 12

/** After the code that was waiting has got to its next await. A turn of the event loop would be right too, but slow. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await Promise.resolve()
}
