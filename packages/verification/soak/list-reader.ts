import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Organization } from './clerk-changes.ts'
import type { Ledger } from './ledger.ts'

const list = z.array(z.object({ id: z.string(), clerkId: z.string(), clerkOrgId: z.string(), updatedAt: z.string() }))

type Reading = {
  organization: Organization
  token: string
  ledger: Ledger
  /** Addresses of the servers that are up. */
  servers: () => string[]
  signal: AbortSignal
  onWrong: (what: string) => void
}

export type ReadCounts = { read: number; notModified: number; busy: number; unreached: number }

const PAUSE_MS = 200
// Sometimes a strong read, so that reconciles race with webhooks.
const STRONG_CHANCE = 0.02

/** Reads one organization's list from either server until the signal, and checks each answer against the ledger. */
export async function readAlong(reading: Reading): Promise<ReadCounts> {
  const { servers, signal, onWrong, organization } = reading
  const counts: ReadCounts = { read: 0, notModified: 0, busy: 0, unreached: 0 }
  const shown = new Map<string, string>()
  const tags = new Map<string, string>()

  async function readOnce(server: string): Promise<void> {
    const strong = Math.random() < STRONG_CHANCE
    const startedAt = performance.now()
    const response = await getList(server, reading.token, { strong, tag: tags.get(server) })
    const text = await response.text()
    if (response.status === 304) counts.notModified += 1
    else if (response.status === 503 || (strong && response.status === 429)) counts.busy += 1
    else if (response.status !== 200) onWrong(`${organization.slug} was answered with ${response.status}: ${text}`)
    if (response.status !== 200) return
    counts.read += 1
    tags.set(server, response.headers.get('etag') ?? '')
    for (const wrong of faultsIn(text, startedAt)) onWrong(`${organization.slug}: ${wrong}`)
  }

  function* faultsIn(text: string, startedAt: number): Generator<string> {
    const users = list.parse(JSON.parse(text))
    if (new Set(users.map(({ id }) => id)).size < users.length) yield 'somebody is listed twice'
    for (const { id, clerkOrgId, updatedAt } of users) {
      if (clerkOrgId !== organization.id) yield `${id} is listed as of ${clerkOrgId}`
      if (!reading.ledger.everMember(organization.id, id)) yield `${id} is listed and never was a member`
      if (reading.ledger.goneBefore(organization.id, id, startedAt)) yield `${id} is listed after the end was taken`
      if (updatedAt < (shown.get(id) ?? '')) yield `${id} went back from ${shown.get(id)} to ${updatedAt}`
      shown.set(id, updatedAt)
    }
  }

  while (!signal.aborted) {
    const up = servers()
    const server = up[Math.floor(Math.random() * up.length)]
    if (server !== undefined) await readOnce(server).catch((error: unknown) => noteLost(error, counts))
    await pause(PAUSE_MS)
  }
  return counts
}

/** Sends the documented request to one of the servers. */
export function getList(server: string, token: string, { strong = false, tag = '' } = {}): Promise<Response> {
  const query = strong ? '?consistency=strong' : ''
  const headers = { authorization: `Bearer ${token}`, ...(tag && { 'if-none-match': tag }) }
  return fetch(`${server}/api/v1/entities/users${query}`, { headers })
}

/** The status of the same request, without the list. */
export async function listStatus(server: string, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'accept-encoding': 'identity' }
  return (await fetch(`${server}/api/v1/entities/users`, { method: 'HEAD', headers })).status
}

/** A broken connection is expected, because servers are killed. Any other error is a fault of the soak. */
function noteLost(error: unknown, counts: ReadCounts): void {
  if (!(error instanceof TypeError)) throw error
  counts.unreached += 1
}
