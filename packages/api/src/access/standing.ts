import { setImmediate } from 'node:timers/promises'
import { isInvalidData, readStandings, type Db, type Caller, type Standing } from '@roster/db'
import { RosterError } from '../errors.ts'

export type ReadStanding = (caller: Caller) => Promise<Standing>

type Group = { callers: Map<string, Caller>; standings: Promise<Map<string, Standing>> }

// While one is in flight, the answers to the other group are written.
const READS_AT_ONCE = 2

/**
 * Reads standings in groups. Requests that arrive while reads are in flight share the next one and never an earlier one, so
 * that an answer is at least as fresh as its request. `onRead` receives the number of callers of each group.
 */
export function createReadStanding(db: Db, onRead: (callers: number) => void = () => {}): ReadStanding {
  let next: Group | undefined
  let inFlight = 0
  let onEnd = () => {}

  async function readGroup(callers: Map<string, Caller>): Promise<Map<string, Standing>> {
    if (inFlight === READS_AT_ONCE) await new Promise<void>((resolve) => (onEnd = resolve))
    if (next?.callers === callers) next = undefined
    inFlight += 1
    onRead(callers.size)
    try {
      return await readEach(db, [...callers])
    } finally {
      inFlight -= 1
      onEnd()
    }
  }

  function startGroup(): Group {
    const callers = new Map<string, Caller>()
    // The wait for earlier reads counts towards the time limit, so that nobody waits longer than others.
    const standings = gatherBriefly().then(() => db.health.within(() => readGroup(callers)))
    const group = { callers, standings }
    standings.catch(() => {
      if (next === group) next = undefined
    })
    return group
  }

  return async (caller) => {
    const key = `${caller.orgId} ${caller.userId} ${caller.sessionId}`
    const group = (next ??= startGroup())
    group.callers.set(key, caller)
    const standing = (await group.standings).get(key)
    // The database can't store such an id, so the mirror has no such caller.
    if (!standing) throw new RosterError('UNAUTHORIZED')
    return standing
  }
}

/**
 * Waits two turns of the event loop, in which other answers are written and further requests arrive. Another caller in a group
 * costs almost nothing; a read of its own would cost as much as all other work for a request.
 */
async function gatherBriefly(): Promise<void> {
  await setImmediate()
  await setImmediate()
}

/** The standings by key. If the database rejects the ids of one caller, the others are read without it. */
async function readEach(db: Db, group: readonly [key: string, Caller][]): Promise<Map<string, Standing>> {
  try {
    const standings = await readStandings(
      db,
      group.map(([, caller]) => caller),
    )
    return new Map(standings.flatMap((standing, index) => (group[index] ? [[group[index][0], standing]] : [])))
  } catch (error) {
    if (!isInvalidData(error)) throw error
    if (group.length === 1) return new Map()
    const middle = Math.ceil(group.length / 2)
    const halves = await Promise.all([readEach(db, group.slice(0, middle)), readEach(db, group.slice(middle))])
    return new Map(halves.flatMap((half) => [...half]))
  }
}
