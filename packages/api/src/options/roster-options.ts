import type { DatabaseOptions, Db } from '@roster/db'
import type { AnyTRPCRouter } from '@trpc/server'
import type { Registry } from 'prom-client'
import type { ClerkOptions } from '../clerk/clerk-options.ts'
import type { Limits } from '../http/limits/rate-limit.ts'
import type { RosterLog } from '../log.ts'

/** How a Roster is set up; everything but `database` and `clerk` has a default. */
export type RosterOptions = {
  /** A PostgreSQL server (15 or later), a folder for an embedded database, or what `openDatabase` returned, which Roster does not close. */
  database: DatabaseOptions | Db
  clerk: ClerkOptions
  /** The prefix of every path, without a slash at its end; `/api` by default. */
  basePath?: string
  /**
   * The router of the tRPC path, in place of Roster's own: `mergeRouters` of Roster's and the host's, made with
   * `initTRPC.context<RosterContext>().meta<RosterMeta>().create({ errorFormatter: formatError })`.
   */
  router?: AnyTRPCRouter
  /** Requests a minute for a credential (600), an organization (6,000 by sessions and 6,000 by API keys) and an address (120). */
  limits?: Partial<Limits>
  /** Whether the last address of X-Forwarded-For is the client's. Set it only behind a proxy of your own. */
  trustProxy?: boolean
  /** The origins whose pages may read the REST paths. */
  corsOrigins?: readonly string[]
  /** Whether this host is reached by https only; every answer then has the HSTS header. */
  httpsOnly?: boolean
  /** The memory for encoded lists, in bytes; 256 MB by default. */
  cacheBytes?: number
  /** The days after which the name of a former member is erased; 400 by default, 100 at the least. */
  forgetAfterDays?: number
  /** Roles whose members manage API keys, as do members with Clerk's permission for it; `org:admin` and `admin` by default. */
  adminRoles?: readonly string[]
  /** A custom permission that members need to see the list; by default every member may see it. */
  membersPermission?: string
  /** The registry of prom-client that Roster adds its metrics to; docs/operations.md lists them. */
  metrics?: Registry
  /** The minutes between two sweeps of the Clerk instance, which repair what lost webhooks left; 60 by default. */
  sweepMinutes?: number
  /** A pino logger or one like it; `console` by default. */
  log?: RosterLog
}
