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

/** One row of the in-memory mirror: the columns for decisions, the due time, and the content. */
export type MemoryRow<Content> = StoredRow & {
  checkedAt: number | null
  resyncAt: number | null
  attempts: number
  content: Content | null
}

/** A change of one row that is decided and not yet written. */
type Planned<Content> = { key: string; change: Change; content: Content | null; decision: Decision }

/** The outcome of a planned change. */
export type Done = 'written' | 'marked' | 'ignored'

/** The rules of the mirror. An ablation replaces one of them to show what it prevents. */
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

/** One table of the in-memory mirror, with the same decisions as the SQL. */
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

  /** Writes a planned change. */
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
      // Also removes the mark that the doubt had set.
      if (row.resyncAt === row.doubt.since + this.#rules.apart) row.resyncAt = null
      row.doubt = null
    }
    const decided = decision !== 'ignore' || change.kind === 'absent'
    return decided && row.resyncAt !== null && row.state !== 'absent' ? 'marked' : 'ignored'
  }

  /** Marks a row as due: now, or after the fence of its last write. Creates a stub if the row does not exist. */
  mark(key: string): void {
    const row = this.rows.get(key)
    const now = this.#now()
    if (!row) this.rows.set(key, stub(now, now))
    else row.resyncAt = this.isPast(row.writtenAt) ? Math.max(now, row.writtenAt + this.#rules.fence) : now
  }

  /** Whether a stored time is not in the future. */
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
