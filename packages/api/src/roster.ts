import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ClerkAuth } from './access/clerk-auth.ts'
import type { Context } from './trpc/context.ts'
import type { RosterRouter } from './trpc/router.ts'

/** A running Roster: who is in which organization, for one Clerk instance and one database. */
export type Roster = {
  /**
   * Answers a web Request, or null for a path that is not Roster's. `address` is the address of the client, as the host knows
   * it; without it all clients without a valid credential share one limit.
   */
  fetch(request: Request, client?: { address?: string | undefined }): Promise<Response | null>
  /** The same for Node's own request and response, and faster. False means that the path is not Roster's. */
  node(request: IncomingMessage, response: ServerResponse): boolean
  /** The procedures of `users`, `members` and `apiKeys`, to nest in a router of the host's. */
  router: RosterRouter
  /**
   * The context of the procedures for one request, from its Authorization header or from the object that the host's Clerk
   * SDK returns. A caller who is not signed in gets a context too; the procedures refuse it.
   */
  context(credential: string | ClerkAuth | null | undefined): Promise<Context>
  /**
   * The context for a job of the host's own. **Nothing is verified**: the id must never come from a request. The job may
   * read who is in the organization, and waits as a request does until the mirror knows it.
   */
  asSystem(orgId: string): Context
  /** Keeps the mirror in step with Clerk until the signal aborts. Any number of processes may run it. */
  run(signal: AbortSignal): Promise<void>
  /**
   * One turn of `run`, for a scheduler. It sends Clerk no request after `seconds` (10 by default), and so ends within 10 s
   * more. Two turns at once do no harm. Allow the time that reading the largest organization takes.
   */
  tick(seconds?: number): Promise<void>
  /**
   * Answers requests that wait for a change at once. After `served`, which the host resolves when its requests are finished,
   * it ends the background work and closes the database that it opened. It may be called twice.
   */
  close(served?: Promise<unknown>): Promise<void>
}
