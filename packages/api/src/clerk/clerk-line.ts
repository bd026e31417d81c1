import { causeOf } from '../cause-of.ts'
import { NO_METRICS, type Metrics } from '../metrics/metrics.ts'
import type { MirrorLog } from '../sync/sync-deps.ts'

/** Sends requests to Clerk's Backend API, and logs each kind of failure. */
export type ClerkLine = {
  fetch: typeof fetch
  /** Whether the last request was neither refused nor failed; null before the first. */
  answering: () => boolean | null
  /** The ms by which Clerk's clock was ahead of this process's at its last answer, at the least; null before the first. */
  clockAheadMs: () => number | null
}

export function createClerkLine(
  log: MirrorLog,
  send: typeof fetch = fetch,
  metrics: Pick<Metrics, 'clerkAnswered'> = NO_METRICS,
): ClerkLine {
  let answering: boolean | null = null
  let clockAheadMs: number | null = null

  function failed(code: string, todo: string, facts: Record<string, string | number>): void {
    answering = false
    log('warn', `Clerk’s API could not be used, so the mirror may fall behind. ${todo}`, {
      cause: `clerk ${code}`,
      ...facts,
    })
  }

  return {
    answering: () => answering,
    clockAheadMs: () => clockAheadMs,
    async fetch(input, init) {
      const asked = Date.now()
      const startedMs = performance.now()
      try {
        const response = await send(input, init)
        metrics.clerkAnswered(response.status, startedMs)
        clockAheadMs = aheadMs(response.headers.get('date'), asked, Date.now()) ?? clockAheadMs
        const { status } = response
        if (status === 401 || status === 403) failed(String(status), refused, { status })
        else if (status >= 500) failed(String(status), outage, { status })
        else answering = true
        return response
      } catch (error) {
        metrics.clerkAnswered('none', startedMs)
        const cause = causeOf(error)
        failed(cause.code, unreachable, cause)
        throw error
      }
    },
  }
}

/** The header has whole seconds. A second that overlaps the time of the request shows no difference. */
function aheadMs(date: string | null, asked: number, answered: number): number | null {
  const second = Date.parse(date ?? '')
  if (Number.isNaN(second)) return null
  if (second > answered) return second - answered
  return Math.min(0, second + 1_000 - asked)
}

const refused = 'Clerk refuses CLERK_SECRET_KEY: copy it again from Clerk’s dashboard.'
const outage = 'Wait for Clerk, and look at Clerk’s status.'
const unreachable = 'Check this machine’s network, and CLERK_API_URL if it is set.'
