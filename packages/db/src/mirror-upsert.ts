import type { Source } from './decide.ts'
import { fenceInterval, timestampOf, type MirrorClock } from './mirror-clock.ts'
import type { DatabaseTime } from './mirror-records.ts'

/** One change to rows of one table, as the parts of its statement. */
export type Upsert = {
  table: 'app_user' | 'membership' | 'organization'
  key: readonly string[]
  /** The column whose advisory stripe orders the rows; two batches then never wait for each other in a circle. */
  stripe?: 'clerk_id' | 'user_id'
  /** What a write replaces, with `state` and `written_at`. */
  columns: readonly string[]
  /** A relation with the key and the columns of each row. */
  incoming: string
  state: 'live' | 'deleted' | 'absent'
  /** SQL over `held` and `excluded` that gives what `decide()` gives. */
  verdict: string
  /** SQL over `held` that tells a written row from a marked one, where the time of writing doesn't. */
  wrote?: string
  /** Statements that follow from the rows of `applied`. */
  consequences?: Record<string, string>
}

/** The one statement of a change: decides on each row while it is locked, and counts what it did. */
export function upsertSql(upsert: Upsert, clock: MirrorClock): string {
  const { table, key, columns, state, verdict } = upsert
  const checked = state === 'absent' ? ['checked_at'] : []
  const names = [...key, ...columns, 'state', 'written_at', ...checked]
  const values = [
    ...key,
    ...columns,
    `'${state}'::mirror_state`,
    'clock.started',
    ...checked.map(() => 'clock.started'),
  ]
  const order = [
    ...(upsert.stripe ? [`user_stripe(${upsert.stripe})`] : []),
    ...key.map((column) => `${column} COLLATE "C"`),
  ]
  const written = [...columns, 'state'].map(
    (column) => `CASE WHEN verdict = 'write' THEN excluded.${column} ELSE held.${column} END`,
  )
  const also = Object.entries(upsert.consequences ?? {}).map(([name, sql]) => `, ${name} AS (${sql})`)
  return `
    WITH clock AS MATERIALIZED (SELECT ${clock.now} AS started),
    applied AS (
      INSERT INTO ${table} AS held (${names.join(', ')})
      SELECT ${values.join(', ')} FROM ${upsert.incoming}, clock
      ORDER BY ${order.join(', ')}
      ON CONFLICT (${key.join(', ')}) DO UPDATE SET (${columns.concat('state').join(', ')}, written_at, resync_at) = (
        SELECT ${written.join(', ')},
          CASE WHEN ${state === 'deleted' ? 'true' : `verdict = 'write'`} THEN ${clock.now} ELSE held.written_at END,
          CASE WHEN verdict = 'resync' THEN ${state === 'deleted' ? `${clock.now} + ${fenceInterval(clock)}` : dueTime('held', clock)} ELSE held.resync_at END
        FROM (SELECT ${verdict} AS verdict) AS decided
      )${checked.map((column) => `, ${column} = ${clock.now}`).join('')}
      ${checked.length > 0 ? '' : `WHERE ${verdict} <> 'ignore'`}
      RETURNING held.*, ${upsert.wrote ?? 'held.written_at >= (SELECT started FROM clock)'} AS written
    )${also.join('')}
    SELECT count(*) FILTER (WHERE written)::int AS written,
      count(*) FILTER (WHERE NOT written${checked.length > 0 ? " AND state = 'live'" : ''})::int AS marked
    FROM applied`
}

/** When a marked row is due: now, or once a read of it would be fresh. */
export function dueTime(row: string, clock: MirrorClock): string {
  return `greatest(${clock.now}, ${row}.written_at + ${fenceInterval(clock)})`
}

/** `decide()` for a live change, in SQL. `parameter` holds the start of the read. */
export function liveVerdict(
  kind: Source['kind'],
  parameter: string,
  incarnations: boolean,
  clock: MirrorClock,
): string {
  const fresh = kind === 'webhook' ? 'false' : freshness(parameter, clock)
  const freshElseResync = `CASE WHEN ${fresh} THEN 'write' ELSE 'resync' END`
  const unlessIncarnations = (sql: string) => (incarnations ? sql : '')
  return `CASE WHEN held.state = 'unknown' THEN 'write'
    ${unlessIncarnations(`WHEN excluded.created_ms < held.created_ms THEN 'ignore'
    WHEN excluded.created_ms = held.created_ms AND excluded.membership_id <> held.membership_id THEN ${freshElseResync}`)}
    WHEN held.state = 'absent' THEN ${kind === 'point' ? freshElseResync : `'resync'`}
    ${unlessIncarnations(`WHEN excluded.created_ms > held.created_ms THEN 'write'`)}
    WHEN held.state = 'deleted' OR excluded.updated_ms < held.updated_ms THEN 'ignore'
    WHEN excluded.updated_ms > held.updated_ms THEN 'write'
    WHEN excluded.content_hash = held.content_hash THEN 'ignore'
    ELSE ${freshElseResync} END`
}

/** `decide()` for a deletion, in SQL. */
export function deletedVerdict(incarnations: boolean): string {
  if (!incarnations) return `CASE WHEN held.state = 'deleted' THEN 'ignore' ELSE 'write' END`
  return `CASE WHEN held.state = 'unknown' OR excluded.created_ms > held.created_ms THEN 'write'
    WHEN excluded.created_ms < held.created_ms THEN 'ignore'
    WHEN excluded.membership_id <> held.membership_id THEN 'resync'
    WHEN held.state = 'deleted' THEN 'ignore'
    ELSE 'write' END`
}

/** `decide()` for an absence, in SQL. `parameter` holds the start of the read. */
export function absentVerdict(parameter: string, clock: MirrorClock): string {
  return `CASE WHEN held.state <> 'live' THEN 'ignore' WHEN ${freshness(parameter, clock)} THEN 'write' ELSE 'resync' END`
}

/** The parameters of a live change after its rows' arrays: the start of the read, if there was one. */
export function startOf(source: Source): DatabaseTime[] {
  return source.kind === 'webhook' ? [] : [source.startedAt]
}

function freshness(parameter: string, clock: MirrorClock): string {
  return `${timestampOf(parameter)} > held.written_at + ${fenceInterval(clock)}`
}
