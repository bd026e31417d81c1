import {
  decide,
  versionOf,
  type Change,
  type Decision,
  type Incarnation,
  type MirrorState,
  type StoredRow,
} from '@roster/db'

/** One row of the mirror in memory: what decides, when it is due, and what it shows. */
export type MemoryRow<Content> = StoredRow & {
  checkedAt: number | null
  resyncAt: number | null
  attempts: number
  content: Content | null
}

/** One change to one row, decided but not yet made. */
export type Planned<Content> = { key: string; change: Change; content: Content | null; decision: Decision }

/** How the rows of the mirror decide; a part of it may be taken away to see what it is good for. */
export type Rules = { decide: typeof decide; fence: number; apart: number; keepsTombstones: boolean }

export const RULES: Rules = { decide, fence: 10_000_000, apart: 60_000_000, keepsTombstones: true }

/** One table of the mirror in memory, with the same decisions as the SQL. */
export class MemoryTable<Content> {
  readonly rows = new Map<string, MemoryRow<Content>>()
  readonly #rules: Rules

  constructor(rules: Rules) {
    this.#rules = rules
  }

  plan(key: string, change: Change, content: Content | null, now: number): Planned<Content> {
    const { fence, apart } = this.#rules
    return { key, change, content, decision: this.#rules.decide(this.rows.get(key), change, { now, fence, apart }) }
  }

  /** Makes a planned change. True if it wrote the row. */
  commit({ key, change, content, decision }: Planned<Content>, now: number): boolean {
    const row = this.rows.get(key)
    if (change.kind === 'absent') {
      if (!row) return false
      row.checkedAt = now
    }
    if (decision === 'resync' && row) {
      if (change.kind === 'deleted') row.writtenAt = now
      this.mark(key, now)
    }
    if (decision === 'confirm' && row?.doubt) {
      // The mark that the doubt had set goes with it.
      if (row.resyncAt === row.doubt.since + this.#rules.apart) row.resyncAt = null
      row.doubt = null
    }
    if (decision === 'doubt' && row) {
      const says = change.kind === 'live' ? versionOf(change) : 'absent'
      const { doubt } = row
      row.doubt = doubt?.says === says && doubt.since <= now ? doubt : { says, since: now }
      const { apart } = this.#rules
      row.resyncAt = row.doubt.since + apart > now ? row.doubt.since + apart : now + apart
    }
    if (decision !== 'write') return false
    if (change.kind === 'deleted' && !this.#rules.keepsTombstones) return this.rows.delete(key)
    this.rows.set(key, written(row, change, content, now, this.#rules.apart))
    return true
  }

  /** Marks a row to be read: now, or once a read of it is fresh. Without a row it leaves a stub. */
  mark(key: string, now: number): void {
    const row = this.rows.get(key)
    if (row) row.resyncAt = row.writtenAt > now ? now : Math.max(now, row.writtenAt + this.#rules.fence)
    else this.rows.set(key, stub(now, now))
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

function written<Content>(
  row: MemoryRow<Content> | undefined,
  change: Change,
  content: Content | null,
  now: number,
  apart: number,
): MemoryRow<Content> {
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
  if (change.kind === 'absent') return { ...next('absent', kept.incarnation), resyncAt: now + apart, content: null }
  return { ...next('deleted', change.incarnation), content: null }
}
