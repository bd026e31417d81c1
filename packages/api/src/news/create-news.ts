import { setImmediate, setTimeout as delay } from 'node:timers/promises'
import { isInvalidData, readNews, type Caller, type Db, type Standing } from '@roster/db'
import type { Admission } from '../access/admit.ts'
import { createReadStanding, type ReadStanding } from '../access/standing.ts'
import type { Client } from './client.ts'
import { createWaits, type Resume, type WaitBounds, type Waiter } from './waits.ts'

/** A request that waits for news, for `ms` since `begunMs`, with the admission that it had before. */
export type Held = { admission: Admission; begunMs: number; ms: number }

/** Requests that wait until something changes for their callers. */
export type News = {
  /**
   * Resumes with `changed` when the organization's lists, or the caller's right to see them, may have changed; another
   * admission decides. Resumes with `over` after its time, when the client or this process ends, and at once if too many wait.
   */
  hold(held: Held, client: Client | undefined, resume: Resume): void
  /** Reads standings for callers that will wait: all those of half a second with the same statement. */
  standing: ReadStanding
  /** Whether rows may be due: false if a check within the last second found none. */
  mayBeDue: () => boolean
  /** Has the waiting callers with this key admitted again. */
  keyRevoked(keyId: string): void
  /** Ends all waits, and accepts no further ones. */
  end(): void
  isOpen(): boolean
}

type NewsOptions = {
  onError?: (error: unknown) => void
  /** Receives the number of standings that a check read. */
  onRead?: (callers: number) => void
  bounds?: WaitBounds
}

type Arrival = {
  caller: Caller
  resolve: (found: Standing | Promise<Standing>) => void
  reject: (error: unknown) => void
}

const EVERY_MS = 500
const FRESH_MS = 1_000
// How long a revocation may take to be committed after its time was taken.
const SLACK_MS = 10_000
// Each woken caller reads the mirror again: few at once, so that other requests are not delayed.
const WOKEN_AT_ONCE = 100
const PAUSE_MS = 10
const ADMITTED_AT_ONCE = 20

/** Checks for all waiting callers with one statement twice a second, and makes no statement while none wait. */
export function createNews(db: Db, { onError = () => {}, onRead = () => {}, bounds }: NewsOptions = {}): News {
  const waits = createWaits(bounds)
  const readAlone = createReadStanding(db)
  let arrivals: Arrival[] = []
  let looking = false
  let isOpen = true
  let last = { atMs: Number.NEGATIVE_INFINITY, isAnyDue: true }

  const isNeeded = () => waits.any() || arrivals.length > 0

  async function wake(waiters: readonly Waiter[]): Promise<void> {
    for (const [index, waiter] of waiters.entries()) {
      if (index > 0 && index % WOKEN_AT_ONCE === 0) await delay(PAUSE_MS)
      waits.letGo(waiter, 'changed')
    }
  }

  async function look(arrived: readonly Arrival[], withinMs: number): Promise<void> {
    const asked = { followed: waits.followed(), callers: arrived.map(({ caller }) => caller), withinMs }
    if (arrived.length > 0) onRead(arrived.length)
    const { orgIds, sessionIds, standings, isAnyDue } = await db.health.within(() => readNews(db, asked))
    last = { atMs: performance.now(), isAnyDue }
    const ended = sessionIds.length > 0 ? waits.ofCredentials(new Set(sessionIds)) : []
    void wake([...ended, ...waits.dissolve(orgIds)])
    for (const [index, standing] of standings.entries()) {
      if (index % ADMITTED_AT_ONCE === 0) await setImmediate()
      arrived[index]?.resolve(standing)
    }
  }

  function fail(arrived: readonly Arrival[], error: unknown): void {
    onError(error)
    for (const { reject } of arrived) reject(error)
  }

  async function lookWhileSomebodyWaits(): Promise<void> {
    if (looking) return
    looking = true
    let lookedMs = performance.now()
    while (isNeeded()) {
      await delay(EVERY_MS)
      if (!isNeeded()) break
      const startedMs = performance.now()
      const arrived = arrivals
      arrivals = []
      try {
        await look(arrived, startedMs - lookedMs + SLACK_MS)
        lookedMs = startedMs
      } catch (error) {
        // The ids of one caller must not fail the others.
        if (isInvalidData(error)) for (const { caller, resolve } of arrived) resolve(readAlone(caller))
        else fail(arrived, error)
      }
    }
    looking = false
  }

  return {
    isOpen: () => isOpen,
    mayBeDue: () => last.isAnyDue || performance.now() - last.atMs > FRESH_MS,
    standing: (caller) =>
      new Promise((resolve, reject) => {
        arrivals.push({ caller, resolve, reject })
        void lookWhileSomebodyWaits()
      }),
    keyRevoked: (keyId) => void wake(waits.ofCredentials(new Set([keyId]))),
    end() {
      isOpen = false
      waits.end()
    },
    hold({ admission, begunMs, ms }, client, resume) {
      if (!isOpen || client?.destroyed || !waits.hasRoom(admission)) return resume('over')
      const age = waits.compare(admission)
      if (age === 'older') return resume('changed')
      if (age === 'newer') void wake(waits.dissolve([admission.orgId]))
      waits.add(admission, begunMs + ms - performance.now(), client, resume)
      void lookWhileSomebodyWaits()
    },
  }
}
