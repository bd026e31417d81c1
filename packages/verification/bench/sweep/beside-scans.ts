import { setTimeout as pause } from 'node:timers/promises'
import { createMirror, type Db } from '@roster/db'
import { percentile } from '../../shared/percentile.ts'
import { contendedUser } from './contended-rows.ts'

const SCANS = 3
const PAGE = 500
// As many pages as one sweep may read in a second.
const PAGE_EVERY_MS = 50
const WEBHOOK_EVERY_MS = 10
const ROUNDS = 5
const ROUND_MS = 3_000

/** How long the change of a webhook takes alone, and beside scans of other users of whom nothing changed; in ms. */
export async function besideScans(db: Db) {
  const [scanner, receiver] = [createMirror(db.background), createMirror(db.webhooks)]
  const pages = Array.from({ length: SCANS }, (_, scan) =>
    Array.from({ length: PAGE }, (_, number) => contendedUser(scan * PAGE + number, 1)),
  )
  const unrelated = SCANS * PAGE
  let version = 1
  const webhook = () => receiver.applyUsers([contendedUser(unrelated, (version += 1))], { kind: 'webhook' })
  const scan = async (page: (typeof pages)[number]) =>
    scanner.applyUsers(page, { kind: 'list', startedAt: await scanner.now() })
  const times = { alone: new Array<number>(), beside: new Array<number>() }

  async function repeat(until: number, everyMs: number, work: () => Promise<unknown>, note?: number[]): Promise<void> {
    while (performance.now() < until) {
      const started = performance.now()
      await work()
      note?.push(performance.now() - started)
      await pause(Math.max(0, started + everyMs - performance.now()))
    }
  }

  await Promise.all([webhook(), ...pages.map(scan)])
  for (let round = 0; round < ROUNDS; round += 1) {
    await repeat(performance.now() + ROUND_MS, WEBHOOK_EVERY_MS, webhook, times.alone)
    const until = performance.now() + ROUND_MS
    await Promise.all([
      ...pages.map((page) => repeat(until, PAGE_EVERY_MS, () => scan(page))),
      repeat(until, WEBHOOK_EVERY_MS, webhook, times.beside),
    ])
  }
  const of = (share: number) => {
    const [alone, beside] = [percentile(times.alone, share), percentile(times.beside, share)]
    return { alone, beside, ratio: beside / alone }
  }
  return { p50: of(0.5), p95: of(0.95) }
}
