import type { ScanLease } from '@roster/db'
import type { SyncDeps } from '../sync-deps.ts'
import { reportNews } from './report-sweep.ts'
import { askPatiently, ScanStopped, type ScanRun } from './scan-run.ts'
import { stopAt } from './sweep-pages.ts'

const REST_MS = 5_000

/**
 * Compares the number of members of each organization in Clerk with the mirror's. Where they differ, no webhook
 * reported a join or a leave, and the organization is reconciled next. Returns the number of such organizations.
 */
export async function runCounts(
  deps: SyncDeps,
  lease: ScanLease,
  everyMs: number,
  isPaused: () => boolean,
): Promise<number> {
  const run: ScanRun = { deps, lease, savedAt: lease.beganAt, calls: 0, isPaused }
  let hurried = 0
  try {
    let previous: string | undefined
    for (let offset = 0; ;) {
      const from = offset
      const { answer, startedAt } = await askPatiently(run, {}, (reader) => reader.listAllOrganizations(from, 'oldest'))
      if (answer.kind !== 'page') {
        reportNews(deps.log, 'counts', stopAt(answer))
        break
      }
      hurried += await deps.store.compareCounts(answer.counts, startedAt)
      const ids = answer.keys.join(' ')
      // The same page again: the offset was ignored, and there would be no end.
      if (answer.isLast || ids === previous || answer.keys.length === 0) break
      previous = ids
      offset += answer.keys.length
    }
    await deps.store.endScan(run.lease ?? lease, { how: 'completed', everyMs, place: null })
  } catch (error) {
    await deps.store.endScan(run.lease ?? lease, { how: 'given-up', restMs: REST_MS }).catch(() => {})
    if (!(error instanceof ScanStopped)) throw error
    reportNews(deps.log, 'counts', error)
  }
  if (hurried > 0)
    deps.log(
      'info',
      'The numbers of members in Clerk and in the mirror differ. These organizations are reconciled next.',
      { organizations: hurried },
    )
  return hurried
}
