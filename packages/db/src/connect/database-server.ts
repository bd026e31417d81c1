import pg from 'pg'

/**
 * The location of a database: how each pool connects, and what to close after the pools. A database in this process has
 * one connection, which serves them all.
 */
export type DatabaseServer = {
  requests: pg.PoolConfig
  webhooks?: pg.PoolConfig
  background?: pg.PoolConfig
  /** For large lists. */
  snapshots?: pg.PoolConfig
  probe?: pg.PoolConfig
  /** Whether there is a pooler in between. Undefined means that it is detected. */
  pooler?: boolean | undefined
  /** Names the server in messages; never contains a password. */
  name: string
  close(): Promise<void>
}

// Without limits pg waits forever. The client's own limit covers a server that does not answer at all.
const SHORT = { connectionTimeoutMillis: 1000, statement_timeout: 2000, query_timeout: 3000 }

/** Describes a PostgreSQL server. Throws if `url` is not a URL. */
export function postgresServer(url: string, pooler?: boolean): DatabaseServer {
  const { host, port, database } = new pg.Client({ connectionString: url })
  const common = { connectionString: url, application_name: 'roster', keepAlive: true }
  return {
    requests: { ...common, ...SHORT, max: 7 },
    webhooks: { ...common, ...SHORT, max: 3 },
    probe: { ...common, max: 1, connectionTimeoutMillis: 1000, query_timeout: 1000 },
    snapshots: { ...common, max: 2, connectionTimeoutMillis: 10_000, statement_timeout: 10_000, query_timeout: 12_000 },
    background: { ...common, max: 3, connectionTimeoutMillis: 5000, statement_timeout: 60_000, query_timeout: 65_000 },
    name: `database ${database ?? ''} at ${host}:${port}`,
    pooler,
    close: async () => {},
  }
}
