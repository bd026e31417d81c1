import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { untilReady, type MeasuredServer } from '../../shared/measured-server.ts'
import { wrk } from './wrk.ts'

const ORGANIZATIONS = 200
const REQUESTS = 100_000

/** A server's memory in MB: with one list, with 200 lists of 1,000 members, and during 100,000 requests for them. */
export async function measureMemory(server: MeasuredServer, url: string, tokenOf: (organization: number) => string) {
  const tokens = Array.from({ length: ORGANIZATIONS }, (_, number) => tokenOf(number))
  const folder = await mkdtemp(path.join(tmpdir(), 'roster-bench-'))
  try {
    const [one, all] = [path.join(folder, 'one'), path.join(folder, 'all')]
    await writeFile(one, `${tokens[0]}\n`)
    await writeFile(all, `${tokens.join('\n')}\n`)
    await wrk(url, { tokensFile: one }, 3)
    const withOne = server.rssMb()
    // Right after a load the server may still refuse requests.
    for (const token of tokens)
      await untilReady(url, { authorization: `Bearer ${token}`, 'accept-encoding': 'identity' })
    const withAll = server.rssMb()
    const while100000: number[] = []
    for (let requests = 0; requests < REQUESTS;) {
      requests += (await wrk(url, { tokensFile: all }, 3)).requests
      while100000.push(server.rssMb())
    }
    return { withOne, withAll, perOrganization: (withAll - withOne) / (ORGANIZATIONS - 1), while100000 }
  } finally {
    await rm(folder, { recursive: true })
  }
}
