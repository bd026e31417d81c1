import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises'

/** Whether the database answers, and how long a request waits for it. */
export type DatabaseHealth = {
  /** Asks the database, on a connection apart from those of the requests; within half a second. */
  isAnswering(): Promise<boolean>
  /** Whether it is known to hang, so that nothing else is asked of it. */
  isHanging(): boolean
  /**
   * The result of `work`, or an error that means unavailable: after 700 ms, and at once while the database is known to
   * hang. What was begun is not ended by it.
   */
  within<Result>(work: () => Promise<Result>): Promise<Result>
}

const PATIENCE_MS = 700
const PROBE_MS = 400
const PROBE_EVERY_MS = 1_000

/** For a server. Once an answer is late, it is asked every second whether it answers at all, and nothing else while not. */
export function createDatabaseHealth(probe: () => Promise<unknown>): DatabaseHealth {
  let asking: Promise<boolean> | undefined
  let watching = false
  let hangs = false

  async function ask(): Promise<boolean> {
    const late = delay(PROBE_MS, undefined, { ref: false }).then(() => immediate(false))
    return Promise.race([succeeds(probe()), late])
  }

  const isAnswering = () => (asking ??= ask().finally(() => (asking = undefined)))

  /** One late answer may be a slow statement: only a probe that is not answered either means that the database hangs. */
  async function watch(): Promise<void> {
    if (watching) return
    watching = true
    while (!(await isAnswering())) {
      hangs = true
      await delay(PROBE_EVERY_MS, undefined, { ref: false })
    }
    hangs = false
    watching = false
  }

  return {
    isAnswering,
    isHanging: () => hangs,
    within(work) {
      if (hangs) return Promise.reject(noAnswer())
      return new Promise((resolve, reject) => {
        let done = false
        const giveUp = () => {
          if (done) return
          reject(noAnswer())
          void watch()
        }
        // After what came in the meantime has been read: this process itself may have been held up.
        const late = setTimeout(() => setImmediate(giveUp), PATIENCE_MS)
        void work()
          .then(resolve, reject)
          .finally(() => {
            done = true
            clearTimeout(late)
          })
      })
    },
  }
}

/** For the embedded database: it is this process, and hangs only with it. */
export function embeddedHealth(probe: () => Promise<unknown>): DatabaseHealth {
  return { isAnswering: () => succeeds(probe()), isHanging: () => false, within: (work) => work() }
}

function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  )
}

function noAnswer(): Error {
  return Object.assign(new Error('The database did not answer in time.'), { code: 'ETIMEDOUT' })
}
