import type { Db } from '@roster/db'
import { renameMember } from './cold.ts'
import type { MeasuredServer } from '../../shared/measured-server.ts'
import { wrk } from './wrk.ts'

const SECONDS = 8
const codings = ['identity', 'gzip', 'br']

/**
 * The delays of the server's event loop in ms, while it answers a small organization at full speed and a list of 10,000
 * members changes constantly, each change loaded and encoded in every coding.
 */
export async function measureStall(
  db: Db,
  server: MeasuredServer,
  url: string,
  bearers: { small: Record<string, string>; large: Record<string, string> },
) {
  await server.idle()
  await server.loopDelays()
  const load = wrk(url, { headers: bearers.small }, SECONDS)
  const until = performance.now() + (SECONDS - 1) * 1000
  let rebuilds = 0
  while (performance.now() < until) {
    await renameMember(db, 10_000, rebuilds)
    await Promise.all(
      codings.map(async (coding) => {
        const response = await fetch(url, { headers: { ...bearers.large, 'accept-encoding': coding } })
        await response.arrayBuffer()
      }),
    )
    rebuilds += 1
  }
  await load
  return { rebuilds, ...(await server.loopDelays()) }
}
