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
  print(['target', 'members', 'req/s', 'p50 ms', 'p99 ms', 'cpu µs', ''])
  for (const { name, members, rps, p50, p99, cpuUs, errors } of rows) {
    const shown = [
      name,
      String(members),
      rps.toFixed(rps < 100 ? 1 : 0),
      p50.toFixed(2),
      p99.toFixed(2),
      cpuUs.toFixed(0),
    ]
    print([...shown, errors ? `${errors} errors` : ''])
  }
  const ratios = Object.fromEntries(sizes.map((members) => [members, ratiosOf(rows, members)]))
  line(`load of 10,000: ${load.rosterMs.toFixed(0)} ms, bare rows ${load.bareMs.toFixed(0)} ms`)
  for (const { members, rosterMs, usualMs } of afterChange) {
    line(`first request after a change, ${members} members: ${rosterMs.toFixed(1)} ms, usual ${usualMs.toFixed(1)} ms`)
  }
  line(
    `event loop late while 10,000 are rebuilt ${stall.rebuilds} times: p99 ${stall.p99.toFixed(1)} ms, max ${stall.max.toFixed(1)}`,
  )
  const over = memory.while100000.map((mb) => mb.toFixed(0)).join(', ')
  line(
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
  line(JSON.stringify({ bench: 'list', ...summary, ...report }))
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

function two(ratio: number): number {
  return Math.round(ratio * 100) / 100
}

function print(cells: string[]): void {
  line(
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(18) : cell.padStart(10)))
      .join('')
      .trimEnd(),
  )
}

function line(text: string): void {
  process.stdout.write(`${text}\n`)
}
