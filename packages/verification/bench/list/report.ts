import { two } from '../../shared/percentile.ts'
import type { measureAfterChange, measureLoad } from './cold.ts'
import type { measureMemory } from './memory.ts'
import { sizes } from './seed.ts'
import type { measureStall } from './stall.ts'
import type { Row } from './throughput.ts'

export type Report = {
  users: number
  rows: Row[]
  rssMb: { roster: number; peers: number }
  load: Awaited<ReturnType<typeof measureLoad>>
  afterChange: ({ members: number } & Awaited<ReturnType<typeof measureAfterChange>>)[]
  stall: Awaited<ReturnType<typeof measureStall>>
  memory: Awaited<ReturnType<typeof measureMemory>>
}

/** Prints a table, and as the last line one JSON object with the same numbers and their ratios. */
export function printReport(report: Report): void {
  const { rows, load, afterChange, stall, memory } = report
  console.table(
    rows.map(({ name, members, rps, p50, p99, cpuUs, errors }) => ({
      target: name,
      members,
      'req/s': two(rps),
      'p50 ms': two(p50),
      'p99 ms': two(p99),
      'cpu µs': Math.round(cpuUs),
      errors,
    })),
  )
  const ratios = Object.fromEntries(sizes.map((members) => [members, ratiosOf(rows, members)]))
  console.log(`load of 10,000: ${load.rosterMs.toFixed(0)} ms, bare rows ${load.bareMs.toFixed(0)} ms`)
  for (const { members, rosterMs, usualMs } of afterChange) {
    console.log(
      `first request after a change, ${members} members: ${rosterMs.toFixed(1)} ms, usual ${usualMs.toFixed(1)} ms`,
    )
  }
  console.log(
    `event loop late while 10,000 are rebuilt ${stall.rebuilds} times: p99 ${stall.p99.toFixed(1)} ms, max ${stall.max.toFixed(1)}`,
  )
  const over = memory.while100000.map((mb) => mb.toFixed(0)).join(', ')
  console.log(
    `memory: ${memory.perOrganization.toFixed(2)} MB for 1,000 members, ${memory.withAll.toFixed(0)} MB with 200 of them, then ${over}`,
  )
  const summary = {
    ratios,
    loadToBare: two(load.rosterMs / load.bareMs),
    afterChangeToUsual: afterChange.map(({ members, rosterMs, usualMs }) => ({
      members,
      ratio: two(rosterMs / usualMs),
    })),
  }
  console.log(JSON.stringify({ bench: 'list', ...summary, ...report }))
}

function ratiosOf(rows: Row[], members: number) {
  const of = (name: string) => rows.find((row) => row.name === name && row.members === members)
  const faster = (name: string, than: string) => two((of(name)?.rps ?? Number.NaN) / (of(than)?.rps ?? Number.NaN))
  return {
    identity: faster('roster identity', 'static identity'),
    gzip: faster('roster gzip', 'static gzip'),
    notModified: faster('roster 304', 'static 304'),
    identityToUsual: faster('roster identity', 'usual rest'),
    notModifiedToUsual: faster('roster 304', 'usual rest'),
    trpcToUsual: faster('roster trpc', 'usual trpc'),
    smallerToLarger: faster('roster identity', 'roster larger'),
    p99ToStatic: two((of('roster identity')?.p99 ?? Number.NaN) / (of('static identity')?.p99 ?? Number.NaN)),
  }
}
