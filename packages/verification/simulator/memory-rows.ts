import {
  decide,
  versionOf,
  type Change,
  type Decision,
  type Doubt,
  type Incarnation,
  type StoredRow,
} from '@roster/db/testing'
import type { MirrorState } from '@roster/db'

/** One row of the mirror in memory: what decides, when it is due, and what it shows. */
export type MemoryRow<Content> = StoredRow & {
  checkedAt: number | null
  resyncAt: number | null
  attempts: number
  content: Content | null
}

/** One change to one row, decided but not yet made. */
type Planned<Content> = { key: string; change: Change; content: Content | null; decision: Decision }

/** What became of a planned change. */
export type Done = 'written' | 'marked' | 'ignored'

/** How the mirror decides and tells time; a part of it may be taken away to see what it is good for. */
export type Rules = {
  decide: typeof decide
  fence: number
  apart: number
  keepsTombstones: boolean
  brakes: boolean
  trustsFuture: boolean
}

const SECOND = 1_000_000

export const RULES: Rules = {
  decide,
  fence: 10 * SECOND,
  apart: 60 * SECOND,
  keepsTombstones: true,
  brakes: true,
  trustsFuture: false,
}

/** One table of the mirror in memory, with the same decisions as the SQL. */
export class MemoryTable<Content> {
  readonly rows = new Map<string, MemoryRow<Content>>()
  readonly #rules: Rules
  readonly #now: () => number

  constructor(rules: Rules, now: () => number) {
    this.#rules = rules
    this.#now = now
  }

  fill(rows: ReadonlyMap<string, MemoryRow<Content>>): void {
    for (const [key, row] of rows) this.rows.set(key, { ...row })
  }

  plan(key: string, change: Change, content: Content | null): Planned<Content> {
    const { fence, apart, trustsFuture } = this.#rules
    const moment = { now: trustsFuture ? Infinity : this.#now(), fence, apart }
    return { key, change, content, decision: this.#rules.decide(this.rows.get(key), change, moment) }
  }

  /** Makes a planned change. */
  commit({ key, change, content, decision }: Planned<Content>): Done {
    const row = this.rows.get(key)
    const now = this.#now()
    if (change.kind === 'absent') {
      if (!row) return 'ignored'
      row.checkedAt = now
    }
    if (decision === 'write') {
      if (change.kind === 'deleted' && !this.#rules.keepsTombstones) this.rows.delete(key)
      else this.rows.set(key, this.#written(row, change, content))
      return 'written'
    }
    if (!row) return 'ignored'
    if (decision === 'resync') {
      if (change.kind === 'deleted') row.writtenAt = now
      this.mark(key)
    }
    if (decision === 'doubt') {
      row.doubt = this.#doubted(row.doubt, change.kind === 'live' ? versionOf(change) : 'absent')
      const { apart } = this.#rules
      row.resyncAt = row.doubt.since + apart > now ? row.doubt.since + apart : now + apart
    }
    if (decision === 'confirm' && row.doubt) {
      // The mark that the doubt had set goes with it.
      if (row.resyncAt === row.doubt.since + this.#rules.apart) row.resyncAt = null
      row.doubt = null
    }
    const decided = decision !== 'ignore' || change.kind === 'absent'
    return decided && row.resyncAt !== null && row.state !== 'absent' ? 'marked' : 'ignored'
  }

  /** Marks a row to be read: now, or once a read of it is fresh. Without a row it leaves a stub. */
  mark(key: string): void {
    const row = this.rows.get(key)
    const now = this.#now()
    if (!row) this.rows.set(key, stub(now, now))
    else row.resyncAt = this.isPast(row.writtenAt) ? Math.max(now, row.writtenAt + this.#rules.fence) : now
  }

  /** Whether a time that was stored can have been by now. */
  isPast(time: number): boolean {
    return this.#rules.trustsFuture || time <= this.#now()
  }

  #doubted(doubt: Doubt, says: string): NonNullable<Doubt> {
    return doubt?.says === says && this.isPast(doubt.since) ? doubt : { says, since: this.#now() }
  }

  #written(row: MemoryRow<Content> | undefined, change: Change, content: Content | null): MemoryRow<Content> {
    const now = this.#now()
    const kept = row ?? stub<Content>(now, null)
    const next = (state: MirrorState, incarnation: Incarnation) => ({
      ...kept,
      state,
      incarnation,
      writtenAt: now,
      doubt: null,
    })
    if (change.kind === 'live')
      return {
        ...next('live', change.incarnation),
        updatedMs: change.updatedMs,
        contentHash: change.contentHash,
        content,
      }
    if (change.kind === 'deleted') return { ...next('deleted', change.incarnation), content: null }
    return { ...next('absent', kept.incarnation), content: null, resyncAt: now + this.#rules.apart }
  }
}

export function stub<Content>(now: number, resyncAt: number | null): MemoryRow<Content> {
  return {
    state: 'unknown',
    incarnation: null,
    updatedMs: 0,
    contentHash: '',
    writtenAt: now,
    doubt: null,
    checkedAt: null,
    resyncAt,
    attempts: 0,
    content: null,
  }
}
