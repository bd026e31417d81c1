import { causeOf } from '../cause-of.ts'
import { createOnceAMinute } from '../once-a-minute.ts'
import type { MirrorLog } from './sync-deps.ts'

/** The way to Clerk's Backend API, with a line in the log for each way in which it fails, at most one a minute. */
export type ClerkLine = {
  fetch: typeof fetch
  /** Whether Clerk answered the last request sensibly; null before the first. */
  answering(): boolean | null
}

export function createClerkLine(log: MirrorLog): ClerkLine {
  const mayLog = createOnceAMinute()
  let answering: boolean | null = null

  function failed(cause: string, todo: string, facts: Record<string, string | number>): void {
    answering = false
    if (mayLog(cause)) log('warn', `Clerk’s API could not be used, so the mirror may fall behind. ${todo}`, facts)
  }

  return {
    answering: () => answering,
    async fetch(input, init) {
      try {
        const response = await fetch(input, init)
        const { status } = response
        if (status === 401 || status === 403) failed(String(status), refused, { status })
        else if (status >= 500) failed(String(status), outage, { status })
        else answering = true
        return response
      } catch (error) {
        const cause = causeOf(error)
        failed(cause.code, unreachable, cause)
        throw error
      }
    },
  }
}

const refused = 'It refuses CLERK_SECRET_KEY: copy it again from Clerk’s dashboard.'
const outage = 'Wait for it, and look at Clerk’s status.'
const unreachable = 'Check this machine’s network, and CLERK_API_URL if it is set.'
