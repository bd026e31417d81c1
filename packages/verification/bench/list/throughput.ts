import { median } from '../../shared/percentile.ts'
import type { MeasuredServer } from '../../shared/measured-server.ts'
import { wrk, type Run } from './wrk.ts'

/** One kind of request to one server. */
export type Target = {
  name: string
  members: number
  server: MeasuredServer
  url: string
  headers: Record<string, string>
}

/** Medians over the rounds. */
export type Row = { name: string; members: number; cpuUs: number } & Run

const SLOW_RPS = 10

/** Loads all targets in turn, in rounds, so that other work of the machine affects all of them alike. */
export async function measureThroughput(targets: Target[], rounds: number, seconds: number): Promise<Row[]> {
  const measured = new Map<Target, Omit<Row, 'name' | 'members'>[]>()
  const lengths = new Map<Target, number>()
  for (const target of targets) {
    const { rps } = await wrk(target.url, target, 1)
    await target.server.idle()
    measured.set(target, [])
    lengths.set(target, rps < SLOW_RPS ? 4 * seconds : seconds)
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const [target, runs] of measured) {
      const before = target.server.cpuSeconds()
      const run = await wrk(target.url, target, lengths.get(target) ?? seconds)
      runs.push({ ...run, cpuUs: ((target.server.cpuSeconds() - before) / Math.max(1, run.requests)) * 1e6 })
      await target.server.idle()
    }
  }
  return targets.map((target) => {
    const runs = measured.get(target) ?? []
    const middle = (key: keyof (typeof runs)[number]) => median(runs.map((run) => run[key]))
    return {
      name: target.name,
      members: target.members,
      requests: middle('requests'),
      rps: middle('rps'),
      p50: middle('p50'),
      p99: middle('p99'),
      cpuUs: middle('cpuUs'),
      errors: runs.reduce((sum, { errors }) => sum + errors, 0),
    }
  })
}
