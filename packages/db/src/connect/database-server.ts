import pg from 'pg'

/** Where a database is: how each pool connects, and what is to be closed after them. */
export type DatabaseServer = {
  requests: pg.PoolConfig
  /** Undefined where one connection serves both. */
  background?: pg.PoolConfig
  /** For large lists; undefined where one connection serves all. */
  snapshots?: pg.PoolConfig
  /** For asking whether it answers; undefined where it is this process. */
  probe?: pg.PoolConfig
  /** Whether a pooler stands in between, if that is known; undefined: it is looked up. */
  pooler?: boolean | undefined
  /** Words for a message: never a password. */
  name: string
  close(): Promise<void>
}

/** A PostgreSQL server. Throws if `url` is not a URL. */
export function postgresServer(url: string, pooler?: boolean): DatabaseServer {
  const { host, port, database } = new pg.Client({ connectionString: url })
  const common = { connectionString: url, application_name: 'roster', keepAlive: true }
  return {
    // Without limits pg waits for ever; the client's own limit is for a server that doesn't answer at all.
    requests: { ...common, max: 10, connectionTimeoutMillis: 1000, statement_timeout: 2000, query_timeout: 3000 },
    probe: { ...common, max: 1, connectionTimeoutMillis: 1000, query_timeout: 1000 },
    snapshots: { ...common, max: 2, connectionTimeoutMillis: 10_000, statement_timeout: 10_000, query_timeout: 12_000 },
    background: { ...common, max: 3, connectionTimeoutMillis: 5000, statement_timeout: 60_000 },
    name: `database ${database ?? ''} at ${host}:${port}`,
    pooler,
    close: async () => {},
  }
}
