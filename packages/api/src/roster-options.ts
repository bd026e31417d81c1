import type { DatabaseOptions, Db } from '@roster/db'
import type { AnyTRPCRouter } from '@trpc/server'
import type { Registry } from 'prom-client'
import type { ClerkOptions } from './clerk/clerk-options.ts'
import type { Limits } from './http/limits/rate-limit.ts'
import type { RosterLog } from './log.ts'

/** What a Roster works with; everything but `database` and `clerk` has a default. */
export type RosterOptions = {
  /** A PostgreSQL server (15 or later), a folder for an embedded database, or one that `openDatabase` opened: its opener closes it. */
  database: DatabaseOptions | Db
  clerk: ClerkOptions
  /** What every path begins with; `/api` if not given. */
  basePath?: string
  /**
   * The router of the tRPC path, in place of Roster's own: `mergeRouters` of that and of the host's, made with
   * `initTRPC.context<RosterContext>().meta<RosterMeta>().create({ errorFormatter: formatError })`.
   */
  router?: AnyTRPCRouter
  /** Requests a minute by credential (600), organization (6,000 for pages and as many for keys) and address (120). */
  limits?: Partial<Limits>
  /** Whether the last address of X-Forwarded-For is the client's: only behind a proxy of one's own. */
  trustProxy?: boolean
  /** Origins whose pages may read the REST paths. */
  corsOrigins?: readonly string[]
  /** Whether this host is reached by https alone: every answer then says so (HSTS). */
  httpsOnly?: boolean
  /** Memory for lists as bytes; 256 MB. */
  cacheBytes?: number
  /** After how many days a leaver's name is forgotten; 400, and at least 100. */
  forgetAfterDays?: number
  /** Roles whose members administer API keys, beside those with Clerk's permission for it; `org:admin` and `admin`. */
  adminRoles?: readonly string[]
  /** A custom permission without which a member may not see the others; if not given, every member may. */
  membersPermission?: string
  /** prom-client's, to which Roster adds its own metrics: docs/operations.md has them. */
  metrics?: Registry
  /** How often all of Clerk's instance is read, in minutes: what webhooks lost shows after that at the latest. 60. */
  sweepMinutes?: number
  /** pino or another; the process's console if not given. */
  log?: RosterLog
}
