import { median, two } from '../../shared/percentile.ts'
import type { Backfill } from './run-backfill.ts'
import type { Load } from './webhook-load.ts'

/** One run of webhooks, and the processor time per event in µs: of the server, and of the database's connections. */
export type Measured = Load & { serverUs: number; databaseUs: number }

export type Report = {
  members: number
  backfill: Backfill
  /** By the number of members of the organization. */
  runs: ReadonlyMap<number, Measured[]>
}

/** Prints tables, and as the last line one JSON object with the same numbers. */
export function printReport({ members, backfill, runs }: Report): void {
  const ingest = [...runs].map(([members, of]) => ({ members, ...medians(of) }))
  const cost = ({ serverUs, databaseUs }: Measured) => serverUs + databaseUs
  const [smallest] = ingest
  const rows = ingest.map((run) => ({ ...run, costToSmallest: smallest ? two(cost(run) / cost(smallest)) : 1 }))
  const heaps = Object.values(backfill.heapMb)
  const heapGrowthMb = two((heaps.at(-1) ?? Number.NaN) - (heaps[0] ?? Number.NaN))

  console.log(`\nbackfill of ${members}: ${backfill.seconds.toFixed(1)} s in ${backfill.calls} calls to Clerk`)
  console.log(
    `memory: peak ${backfill.peakRssMb} MB, heap ${heapGrowthMb} MB more at the end than at 10 % of the users`,
  )
  console.table(backfill.heapMb)
  console.table(rows)
  console.log(JSON.stringify({ bench: 'sync', members, backfill, heapGrowthMb, ingest: rows }))
}

function medians(of: readonly Measured[]): Measured {
  const middle = (pick: (run: Measured) => number) => two(median(of.map(pick)))
  return {
    events: of.reduce((sum, { events }) => sum + events, 0),
    perSecond: middle((run) => run.perSecond),
    p50: middle((run) => run.p50),
    p99: middle((run) => run.p99),
    serverUs: middle((run) => run.serverUs),
    databaseUs: middle((run) => run.databaseUs),
  }
}
