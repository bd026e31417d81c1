import type { Source } from '../spec/decide.ts'
import { apartInterval, fenceInterval, isCredible, timestampOf, type MirrorClock } from './clock.ts'
import type { DatabaseTime } from './records.ts'

/** A change to rows of one table, as the parts of its statement. */
export type Upsert = {
  table: 'app_user' | 'membership' | 'organization'
  key: readonly string[]
  /** The column whose advisory stripe orders the rows, so that two batches cannot deadlock. */
  stripe?: 'clerk_id' | 'user_id'
  /** The columns that a write replaces, besides `state` and `written_at`. */
  columns: readonly string[]
  /** A relation named `incoming` with the key and the columns of each row. */
  incoming: string
  /** SQL over `held` and `incoming` that is true if nothing would change. Such rows are neither locked nor written. */
  same?: string
  state: 'live' | 'deleted' | 'absent'
  /** SQL over `held` and `excluded` that returns the result of `decide()`. */
  verdict: string
  /** SQL over `excluded` for the text of a doubt, if the verdict can be one. */
  doubt?: string
  /** SQL over `held` that distinguishes written rows from marked ones, if the time of writing does not. */
  wrote?: string
  /** Further statements that use the rows of `applied`. */
  consequences?: Record<string, string>
}

/** Builds the single statement of a change, which decides on each row while it is locked and counts the results. */
export function upsertSql(upsert: Upsert, clock: MirrorClock): string {
  const { table, key, columns, state, verdict, doubt = 'NULL' } = upsert
  const checked = state === 'absent' ? ['checked_at'] : []
  const names = [...key, ...columns, 'state', 'written_at', ...checked]
  const values = [
    ...key,
    ...columns,
    `'${state}'::roster.mirror_state`,
    'clock.started',
    ...checked.map(() => 'clock.started'),
  ]
  const order = [
    ...(upsert.stripe ? [`roster.user_stripe(${upsert.stripe})`] : []),
    ...key.map((column) => `${column} COLLATE "C"`),
  ]
  const written = [...columns, 'state'].map(
    (column) => `CASE WHEN verdict = 'write' THEN excluded.${column} ELSE held.${column} END`,
  )
  const unless = upsert.same ? `WHERE ${differs({ table, key, same: upsert.same })}` : ''
  const also = Object.entries(upsert.consequences ?? {}).map(([name, sql]) => `, ${name} AS (${sql})`)
  return `
    WITH clock AS MATERIALIZED (SELECT ${clock.now} AS started),
    applied AS (
      INSERT INTO roster.${table} AS held (${names.join(', ')})
      SELECT ${values.join(', ')} FROM ${upsert.incoming}, clock ${unless}
      ORDER BY ${order.join(', ')}
      ON CONFLICT (${key.join(', ')}) DO UPDATE SET (${columns.concat('state').join(', ')}, written_at, resync_at, doubt, doubted_at) = (
        SELECT ${written.join(', ')},
          CASE WHEN ${state === 'deleted' ? 'true' : `verdict = 'write'`} THEN ${clock.now} ELSE held.written_at END,
          CASE verdict WHEN 'resync' THEN ${state === 'deleted' ? `${clock.now} + ${fenceInterval(clock)}` : dueTime('held', clock)}
            WHEN 'doubt' THEN ${dueInDoubt(clock)}
            WHEN 'confirm' THEN nullif(held.resync_at, held.doubted_at + ${apartInterval(clock)})
            ${state === 'absent' ? `WHEN 'write' THEN ${clock.now} + ${apartInterval(clock)}` : ''}
            ELSE held.resync_at END,
          CASE verdict WHEN 'doubt' THEN ${doubt} WHEN 'write' THEN NULL WHEN 'confirm' THEN NULL ELSE held.doubt END,
          CASE verdict WHEN 'doubt' THEN since WHEN 'write' THEN NULL WHEN 'confirm' THEN NULL ELSE held.doubted_at END
        FROM (SELECT ${verdict} AS verdict, ${since(doubt, clock)} AS since) AS decided
      )${checked.map((column) => `, ${column} = ${clock.now}`).join('')}
      ${checked.length > 0 ? '' : `WHERE ${verdict} <> 'ignore'`}
      RETURNING held.*, ${upsert.wrote ?? `held.written_at BETWEEN (SELECT started FROM clock) AND ${clock.now}`} AS written
    )${also.join('')}
    SELECT count(*) FILTER (WHERE written)::int AS written,
      count(*) FILTER (WHERE NOT written AND resync_at IS NOT NULL AND state <> 'absent')::int AS marked
    FROM applied`
}

/**
 * SQL over `incoming` that is true unless `same` is. It looks up each row by key as it was committed when the statement
 * began, as if the change had been made then.
 */
export function differs({ table, key, same }: Pick<Upsert, 'table' | 'key'> & { same: string }): string {
  const known = key.map((column) => `held.${column} = incoming.${column}`).join(' AND ')
  return `(SELECT ${same} FROM roster.${table} AS held WHERE ${known}) IS NOT TRUE`
}

/** SQL for the time at which a marked row is due: now, or as soon as a read of it would pass the fence. */
export function dueTime(row: string, clock: MirrorClock): string {
  return `CASE WHEN ${isCredible(`${row}.written_at`, clock)} THEN greatest(${clock.now}, ${row}.written_at + ${fenceInterval(clock)})
    ELSE ${clock.now} END`
}

/**
 * SQL for the next read of a row in doubt: a minute after the first one, then each minute. A read that confirms the row
 * cancels only the first of these.
 */
function dueInDoubt(clock: MirrorClock): string {
  const apart = apartInterval(clock)
  return `CASE WHEN since + ${apart} > ${clock.now} THEN since + ${apart} ELSE ${clock.now} + ${apart} END`
}

/** SQL for the start of a doubt. It is now if the doubt is a different one, or if the stored time is in the future. */
function since(doubt: string, clock: MirrorClock): string {
  return `CASE WHEN held.doubt = ${doubt} AND ${isCredible('held.doubted_at', clock)} THEN held.doubted_at ELSE ${clock.now} END`
}

/** SQL for `decide()` on a live change. `parameter` holds the start of the read. */
export function liveVerdict(
  kind: Source['kind'],
  parameter: string,
  incarnations: boolean,
  clock: MirrorClock,
): string {
  const fresh = kind === 'webhook' ? 'false' : freshness(parameter, clock)
  const freshElseResync = `CASE WHEN ${fresh} THEN 'write' ELSE 'resync' END`
  // Never true for a webhook, which has no parameter.
  const twice =
    kind === 'point' ? `CASE WHEN ${agreement(VERSION, parameter, clock)} THEN 'write' ELSE 'doubt' END` : `'resync'`
  const older = `excluded.updated_ms < held.updated_ms${incarnations ? ' AND excluded.created_ms = held.created_ms' : ''}`
  const revival = `CASE WHEN NOT (${fresh}) THEN 'resync' WHEN ${older} THEN ${twice} ELSE 'write' END`
  const after = kind === 'webhook' ? 'false' : `${timestampOf(parameter)} > held.doubted_at`
  const unlessIncarnations = (sql: string) => (incarnations ? sql : '')
  return `CASE WHEN held.state = 'unknown' THEN 'write'
    ${unlessIncarnations(`WHEN excluded.created_ms < held.created_ms THEN 'ignore'
    WHEN excluded.created_ms = held.created_ms AND excluded.membership_id <> held.membership_id THEN CASE WHEN ${fresh} THEN ${twice} ELSE 'resync' END`)}
    WHEN held.state = 'absent' THEN ${kind === 'point' ? revival : `'resync'`}
    ${unlessIncarnations(`WHEN excluded.created_ms > held.created_ms THEN 'write'`)}
    WHEN held.state = 'deleted' THEN 'ignore'
    WHEN excluded.updated_ms > held.updated_ms THEN 'write'
    WHEN excluded.updated_ms < held.updated_ms THEN CASE WHEN ${fresh} THEN ${twice} ELSE 'ignore' END
    WHEN excluded.content_hash <> held.content_hash THEN ${freshElseResync}
    WHEN ${fresh} AND ${after} THEN 'confirm'
    ELSE 'ignore' END`
}

/** The columns that are equal if a live record equals the row. */
export function comparedColumns(incarnations: boolean): string[] {
  return ['updated_ms', 'content_hash', ...(incarnations ? ['created_ms', 'membership_id'] : [])]
}

/** SQL that is true if a live record equals the row, as nearly all of a list do. Without a doubt it would be ignored. */
export function sameAsHeld(incarnations: boolean): string {
  const equal = comparedColumns(incarnations).map((column) => `held.${column} = incoming.${column}`)
  return [`held.state = 'live'`, ...equal].join(' AND ')
}

/** The text of a doubt about a version lower than the row's, equal to `versionOf()`. */
export const VERSION = `excluded.updated_ms || ' ' || excluded.content_hash`

/** SQL for `decide()` on a deletion. */
export function deletedVerdict(incarnations: boolean): string {
  if (!incarnations) return `CASE WHEN held.state = 'deleted' THEN 'ignore' ELSE 'write' END`
  return `CASE WHEN held.state = 'unknown' OR excluded.created_ms > held.created_ms THEN 'write'
    WHEN excluded.created_ms < held.created_ms THEN 'ignore'
    WHEN excluded.membership_id <> held.membership_id THEN 'resync'
    WHEN held.state = 'deleted' THEN 'ignore'
    ELSE 'write' END`
}

/** SQL for `decide()` on an absence. `parameter` holds the start of the read. */
export function absentVerdict(reads: number, parameter: string, clock: MirrorClock): string {
  const agreed = reads === 1 ? 'true' : reads === 2 ? agreement(ABSENT, parameter, clock) : 'false'
  return `CASE WHEN held.state IN ('absent', 'deleted'${reads === 1 ? ", 'unknown'" : ''}) THEN 'ignore'
    WHEN NOT (${freshness(parameter, clock)}) THEN 'resync'
    WHEN ${agreed} THEN 'write' ELSE 'doubt' END`
}

/** The text of a doubt about an absence that was read only once. */
export const ABSENT = `'absent'`

/** The parameters of a live change after the arrays of its rows: the start of the read, if there was one. */
export function startOf(source: Source): DatabaseTime[] {
  return source.kind === 'webhook' ? [] : [source.startedAt]
}

function freshness(parameter: string, clock: MirrorClock): string {
  const startedAt = timestampOf(parameter)
  return `(${isCredible(startedAt, clock)} AND (
    NOT ${isCredible('held.written_at', clock)} OR ${startedAt} > held.written_at + ${fenceInterval(clock)}))`
}

function agreement(says: string, parameter: string, clock: MirrorClock): string {
  return `coalesce(held.doubt = ${says} AND ${isCredible('held.doubted_at', clock)}
    AND ${timestampOf(parameter)} >= held.doubted_at + ${apartInterval(clock)}, false)`
}
