import type { HealthReport } from '../http/health.ts'

type Scans = HealthReport['scans']
type Value = { labels: Record<string, string>; value: number }

/** Seconds since each scan was last complete; none for a scan that never was. */
export function scanAges(scans: Scans): Value[] {
  return Object.entries(scans).flatMap(([scan, { confirmedMs }]) =>
    confirmedMs === null ? [] : [{ labels: { scan }, value: confirmedMs / 1000 }],
  )
}

/** The records that the sweep in progress has read, by kind; none while no sweep runs. */
export function sweepCounts({ sweep }: Scans): Value[] {
  if (!sweep?.progress) return []
  const { organizations, users, memberships } = sweep.progress
  return Object.entries({ organizations, users, memberships }).map(([kind, value]) => ({ labels: { kind }, value }))
}
