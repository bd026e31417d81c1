import type { MirrorLog } from '../sync-deps.ts'
import type { ScanStopped } from './scan-run.ts'
import type { SweepResult } from './sweep.ts'

const troubles: Partial<Record<SweepResult['outcome'], string>> = {
  unavailable:
    'Clerk did not answer a sweep. Lost webhooks are not repaired until it does and the sweep is resumed: check Clerk’s status and CLERK_SECRET_KEY.',
  'not-understood':
    'Clerk answered a sweep, but with an invalid response. The mirror stays as it was, and the sweep is resumed: check what answers at CLERK_API_URL.',
  refused:
    'Clerk does not list the whole instance so far. Organizations are reconciled one by one instead, which takes longer; the sweep is tried again in a day.',
  doubtful:
    'Clerk’s answers to a sweep would end too much of the mirror at once, so none of them were applied. Everything is read again.',
  braked:
    'Clerk’s answers to a sweep would end too much of the mirror at once, twice, so none of them were applied. Check CLERK_SECRET_KEY and Clerk; if it is true, run `roster backfill --believe-absences`.',
}

export function reportSweep(log: MirrorLog, result: SweepResult): void {
  const { outcome, reason } = result
  const trouble = troubles[outcome]
  if (!trouble) log('info', 'Read the whole instance.', result)
  else log(outcome === 'braked' ? 'error' : 'warn', trouble, { cause: `sweep ${outcome} ${reason}`, ...result })
  if (outcome === 'completed' && result.corrections > 0 && !result.isFirst)
    log(
      'warn',
      'A sweep had to correct the mirror. Webhooks were lost or are late: check the endpoint’s deliveries in Clerk.',
      { corrections: result.corrections },
    )
}

/** The same for the two scans between sweeps, which begin again within seconds or minutes. */
export function reportNews(log: MirrorLog, scan: 'tail' | 'counts', { outcome, reason }: ScanStopped): void {
  if (outcome === 'paused' || outcome === 'lost') return
  log(
    'warn',
    'Clerk’s latest changes could not be read, so what webhooks lose shows only after the next sweep. It is tried again: check Clerk’s status, and what answers at CLERK_API_URL.',
    { cause: `${scan} ${outcome} ${reason}`, scan, outcome, reason },
  )
}
