import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises'

/** Whether the database answers, and a limit to how long a request waits for it. */
export type DatabaseHealth = {
  /** Probes the database within half a second, on a connection apart from those of requests. */
  isAnswering(): Promise<boolean>
  /**
   * Returns the result of `work`, or rejects with an error that means unavailable: after 700 ms, or at once while the
   * database is known to hang. Does not cancel `work`.
   */
  within<Result>(work: () => Promise<Result>): Promise<Result>
}

const PATIENCE_MS = 700
const PROBE_MS = 400
const PROBE_EVERY_MS = 1_000

/** A server's health. After a late answer it is probed each second and gets no other statement until it answers. */
export function createDatabaseHealth(probe: () => Promise<unknown>): DatabaseHealth {
  let asking: Promise<boolean> | undefined
  let watching = false
  let hangs = false

  async function ask(): Promise<boolean> {
    const late = delay(PROBE_MS, undefined, { ref: false }).then(() => immediate(false))
    return Promise.race([succeeds(probe()), late])
  }

  const isAnswering = () => (asking ??= ask().finally(() => (asking = undefined)))

  /** A late answer may be a slow statement: only if a probe fails too does the database hang. */
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
    within(work) {
      if (hangs) return Promise.reject(noAnswer())
      return new Promise((resolve, reject) => {
        let done = false
        const giveUp = () => {
          if (done) return
          reject(noAnswer())
          void watch()
        }
        // First reads the input received meanwhile: this process itself may have been delayed.
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

/** The health of the embedded database, which runs in this process and hangs only with it. */
export function embeddedHealth(probe: () => Promise<unknown>): DatabaseHealth {
  return { isAnswering: () => succeeds(probe()), within: (work) => work() }
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
