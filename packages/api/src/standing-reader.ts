import { setImmediate } from 'node:timers/promises'
import { readStandings, type Db, type Requester, type Standing } from '@roster/db'

export type ReadStanding = (requester: Requester) => Promise<Standing>

/**
 * Reads standings in groups: requests that come while a read is under way share the next one. Never an earlier one,
 * so that an answer is at least as fresh as its request.
 */
export function createReadStanding(db: Db): ReadStanding {
  let coming: Group | undefined
  let underWay: Promise<unknown> = Promise.resolve()

  function nextGroup(): Group {
    const requesters = new Map<string, Requester>()
    const standings = underWay.then(async () => {
      // Until the sockets that are readable now have been read: what they carry comes along.
      await setImmediate()
      coming = undefined
      const found = await readStandings(db, [...requesters.values()])
      return new Map([...requesters.keys()].map((key, index) => [key, found[index]]))
    })
    underWay = standings.catch(() => {})
    return { requesters, standings }
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

type Group = { requesters: Map<string, Requester>; standings: Promise<Map<string, Standing | undefined>> }
