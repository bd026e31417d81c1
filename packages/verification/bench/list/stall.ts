import type { Db } from '@roster/db'
import { renameMember } from './cold.ts'
import type { MeasuredServer } from '../../shared/measured-server.ts'
import { wrk } from './wrk.ts'

const SECONDS = 8
const codings = ['identity', 'gzip', 'br']

/**
 * How late the server's event loop was, in ms, while it answered a small organization as fast as it could and 10,000
 * members changed over and over, each change loaded and encoded anew in every coding.
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
