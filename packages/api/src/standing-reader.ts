import { setImmediate } from 'node:timers/promises'
import { readStandings, type Db, type Requester, type Standing } from '@roster/db'

export type ReadStanding = (requester: Requester) => Promise<Standing>

type Group = { requesters: Map<string, Requester>; standings: Promise<Map<string, Standing | undefined>> }

// While one is under way the answers to the other's requests are written.
const READS_AT_ONCE = 2

/**
 * Reads standings in groups: requests that come while reads are under way share the next one. Never an earlier one, so
 * that an answer is at least as fresh as its request.
 */
export function createReadStanding(db: Db): ReadStanding {
  let coming: Group | undefined
  let underWay = 0
  let onEnd = () => {}

  async function readGroup(requesters: Map<string, Requester>) {
    // Two turns of the event loop, for the answers to others and the requests that follow them: who comes along costs
    // next to nothing, and a read of its own as much as all else that is done for a request.
    await setImmediate()
    await setImmediate()
    if (underWay === READS_AT_ONCE) await new Promise<void>((resolve) => (onEnd = resolve))
    coming = undefined
    underWay += 1
    try {
      const found = await readStandings(db, [...requesters.values()])
      return new Map([...requesters.keys()].map((key, index) => [key, found[index]]))
    } finally {
      underWay -= 1
      onEnd()
    }
  }

  function nextGroup(): Group {
    const requesters = new Map<string, Requester>()
    return { requesters, standings: readGroup(requesters) }
  }

  return async (requester) => {
    const key = `${requester.orgId} ${requester.userId} ${requester.sessionId}`
    const group = (coming ??= nextGroup())
    group.requesters.set(key, requester)
    const standing = (await group.standings).get(key)
    if (!standing) throw new Error('A standing was read for each requester of the group')
    return standing
  }
}
