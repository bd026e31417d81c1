import type {
  DriftRow,
  EndOfScan,
  MemberCount,
  MirrorScans,
  MissingRow,
  OddRecord,
  ScanLease,
  ScanName,
  ScanProgress,
  Stretch,
} from '@roster/db'
import type { Rules } from './memory-rows.ts'

type Kind = OddRecord['kind']

/** A live row as a sweep compares it; `id` is its id in Clerk's lists. */
export type SweptRow = MissingRow & { id: string; createdMs: number; writtenAt: number }

type Scan = {
  leasedUntil: number | null
  dueAt: number | null
  beganAt: number
  place: unknown
  confirmedAt: number | null
  refused: boolean
}

const LEASE = 30_000_000
const DAY = 24 * 3_600_000_000

/** The scans of the in-memory mirror. */
export abstract class MemoryScans implements MirrorScans {
  readonly #scans = new Map<ScanName, Scan>()
  readonly #missing: Record<Kind, Map<string, MissingRow>> = {
    user: new Map(),
    membership: new Map(),
    organization: new Map(),
  }

  protected readonly rules: Rules
  protected readonly time: () => number

  constructor({ rules, now }: { rules: Rules; now: () => number }) {
    this.rules = rules
    this.time = now
  }

  protected abstract liveRows(kind: Kind): SweptRow[]
  abstract knowOrganizations(before: number): Promise<number>
  abstract compareCounts(counts: readonly MemberCount[]): Promise<number>

  /** Null, past, or later than it can have been stored unless the clock was set back since. */
  protected isPast(time: number | null, latest: number): boolean {
    const now = this.time()
    return time === null || time <= now || (!this.rules.trustsFuture && time > now + latest)
  }

  protected credible(time: number | null): number | null {
    return time === null || this.rules.trustsFuture || time <= this.time() ? time : null
  }

  /** Whether a sweep replaces the periodic reconciles. */
  protected isSwept(): boolean {
    const sweep = this.#scans.get('sweep')
    const now = this.time()
    return sweep !== undefined && !sweep.refused && sweep.beganAt <= now && sweep.beganAt >= now - DAY
  }

  protected sweptAt(): number | null {
    return this.credible(this.#scans.get('sweep')?.confirmedAt ?? null)
  }

  async leaseScan(name: ScanName, everyMs: number): Promise<ScanLease | null> {
    const held = this.#scans.get(name)
    const now = this.time()
    if (held && !(this.isPast(held.leasedUntil, LEASE) && this.isPast(held.dueAt, held.refused ? DAY : everyMs * 1000)))
      return null
    const isResumed = held !== undefined && held.dueAt === null && this.credible(held.beganAt) !== null
    const scan: Scan = {
      leasedUntil: now + LEASE,
      dueAt: null,
      beganAt: isResumed ? held.beganAt : now,
      place: isResumed || held?.dueAt != null ? held.place : null,
      confirmedAt: held?.confirmedAt ?? null,
      refused: held?.refused ?? false,
    }
    this.#scans.set(name, scan)
    return { name, beganAt: scan.beganAt, until: now + LEASE, place: scan.place }
  }

  async saveScan(lease: ScanLease, place: object): Promise<ScanLease | null> {
    const scan = this.#held(lease)
    if (!scan) return null
    // A copy, so that a later change by the caller has no effect.
    scan.place = structuredClone(place)
    scan.leasedUntil = this.time() + LEASE
    return { ...lease, until: scan.leasedUntil, place }
  }

  async endScan(lease: ScanLease, end: EndOfScan): Promise<void> {
    const scan = this.#held(lease)
    if (!scan) return
    scan.leasedUntil = end.how === 'given-up' ? this.time() + end.restMs * 1000 : null
    if (end.how === 'completed')
      Object.assign(scan, {
        confirmedAt: scan.beganAt,
        dueAt: scan.beganAt + end.everyMs * 1000,
        place: end.place,
        refused: false,
      })
    if (end.how === 'stopped')
      Object.assign(scan, { dueAt: this.time() + end.afterMs * 1000, place: null, refused: end.refused })
  }

  async readScans(): Promise<ScanProgress[]> {
    return [...this.#scans].map(([name, { dueAt, refused, beganAt, confirmedAt, place }]) => ({
      name,
      running: dueAt === null,
      refused,
      beganMs: (this.time() - beganAt) / 1000,
      confirmedMs: confirmedAt === null ? null : (this.time() - confirmedAt) / 1000,
      place,
    }))
  }

  async keepMissing(kind: Kind, { from, to, ids, startedAt }: Stretch): Promise<number> {
    const known = new Set(ids)
    const missing = this.liveRows(kind).filter(
      ({ id, createdMs, writtenAt }) =>
        createdMs >= (from ?? 0) &&
        createdMs < (to ?? Infinity) &&
        !known.has(id) &&
        (writtenAt < startedAt || this.credible(writtenAt) === null),
    )
    for (const { orgId, userId } of missing) this.#missing[kind].set(`${orgId} ${userId}`, { orgId, userId })
    return missing.length
  }

  async readMissing(kind: Kind, after: MissingRow | null, limit: number): Promise<MissingRow[]> {
    const start = after ? `${after.orgId} ${after.userId}` : ''
    const rows = [...this.#missing[kind]].filter(([key]) => key > start).sort(([a], [b]) => (a < b ? -1 : 1))
    return rows.slice(0, limit).map(([, row]) => row)
  }

  async dropMissing(kind: Kind, rows: readonly MissingRow[]): Promise<void> {
    for (const { orgId, userId } of rows) this.#missing[kind].delete(`${orgId} ${userId}`)
  }

  // No schedule runs a scan that only compares.
  async compareStretch(): Promise<DriftRow[]> {
    return []
  }

  async organizationsOf(): Promise<MissingRow[]> {
    return []
  }

  async forgetMissing(): Promise<void> {
    for (const rows of Object.values(this.#missing)) rows.clear()
  }

  #held({ name, until }: ScanLease): Scan | undefined {
    const scan = this.#scans.get(name)
    return scan?.leasedUntil === until && until > this.time() ? scan : undefined
  }
}
