import type { ListPage, PageRead } from '../../clerk/clerk-reader.ts'
import type { UserRecord } from '@roster/db'
import type { Final } from '../../clerk/ask-clerk.ts'
import { countChange, noteOdd, askWithRetries, reportProgress, stopAt, type ReconcileRun } from './reconcile-run.ts'

const MAX_RESTARTS = 3
const MAX_STEPS_BACK = 20
// Clerk ignored the cursor or the offset, so the same page would be read forever.
const SAME_PAGE = { kind: 'not-understood', reason: 'the same page twice' }

/** Reads all users by cursor and returns their ids. Clerk rejects a cursor whose user is gone; the list restarts. */
export async function scanUsers(run: ReconcileRun): Promise<Set<string>> {
  const { orgId } = run.lease
  const seen = new Set<string>()
  let restarts = 0
  let after: string | null = null
  for (;;) {
    const cursor: string | null = after
    const page: Final<PageRead<ListPage<UserRecord>>> = await askWithRetries(run, (reader) =>
      reader.listUsers(orgId, cursor),
    )
    const { answer, startedAt } = page
    if (answer.kind !== 'page') {
      if (answer.kind === 'not-understood' || cursor === null || restarts === MAX_RESTARTS) stopAt(answer)
      restarts++
      seen.clear()
      after = null
      continue
    }
    const { records, odd, keys, isLast } = answer
    countChange(run, await run.deps.store.applyUsers(records, { kind: 'list', startedAt }))
    await noteOdd(run, 'user', odd)
    for (const key of keys) if (key !== null) seen.add(key)
    run.counts.users = seen.size
    reportProgress(run, startedAt)
    after = keys.findLast((key) => key !== null) ?? null
    if (isLast || after === null) return seen
    if (after === cursor) stopAt(SAME_PAGE)
  }
}

/**
 * Reads all memberships by offset and returns their users, or their ids if the user is unknown. Each page begins with
 * the last row of the previous one. If it begins with an unseen row, some were skipped, and the scan steps back.
 */
export async function scanMemberships(run: ReconcileRun): Promise<Set<string>> {
  const { orgId } = run.lease
  const seen = new Set<string>()
  let stepsBack = 0
  let offset = 0
  let previous = ''
  for (;;) {
    const from = offset
    const { answer, startedAt } = await askWithRetries(run, (reader) => reader.listMemberships(orgId, from))
    if (answer.kind !== 'page') return stopAt(answer)
    const { records, odd, keys, total } = answer
    const page = keys.join(' ')
    if (keys.length > 1 && page === previous && from + keys.length < total) stopAt(SAME_PAGE)
    previous = page
    const [first = ''] = keys
    const skipped = from > 0 && stepsBack < MAX_STEPS_BACK && first !== null && !seen.has(first)
    countChange(run, await run.deps.store.applyMemberships(records, { kind: 'list', startedAt }))
    await noteOdd(run, 'membership', odd)
    for (const key of keys) if (key !== null) seen.add(key)
    run.counts.memberships = from + keys.length
    reportProgress(run, startedAt)
    const step = Math.max(1, keys.length - 1)
    if (skipped) {
      stepsBack++
      offset = Math.max(0, Math.min(from, total) - step)
    } else if (keys.length === 0 || from + keys.length >= total) return seen
    else offset = from + step
  }
}
