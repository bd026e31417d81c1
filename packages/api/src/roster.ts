import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ClerkAuth } from './access/clerk-auth.ts'
import type { Context } from './trpc/context.ts'
import type { RosterRouter } from './trpc/router.ts'

/** Who is in my organization, for one Clerk instance and one database. */
export type Roster = {
  /**
   * Answers a web Request, or null for a path that is not Roster's. `address` is the client's as the host knows it:
   * without it all clients share the limit for those without a valid credential.
   */
  fetch(request: Request, client?: { address?: string | undefined }): Promise<Response | null>
  /** The same on Node's own request and response, and faster; false where the path is not Roster's. */
  node(request: IncomingMessage, response: ServerResponse): boolean
  /** `users`, `members` and `apiKeys`, to nest in a router of the host's. */
  router: RosterRouter
  /**
   * The context of its procedures: of an Authorization header, or of the object that Clerk's SDK of the host returns for
   * a request. Whoever is not signed in gets one too, and its procedures refuse.
   */
  context(credential: string | ClerkAuth | null | undefined): Promise<Context>
  /**
   * The same for a job of the host's own, which no user asked for. **Nothing is verified**: the id must never come from a
   * request. It may read who is in the organization, and waits as a request does until that is known.
   */
  asSystem(orgId: string): Context
  /** Keeps the mirror right until the signal ends it; any number of processes may. */
  run(signal: AbortSignal): Promise<void>
  /**
   * One turn of the same, for a scheduler in place of `run`. Asks Clerk for nothing after `seconds` (10), so that it ends
   * within 10 s more; two at once do no harm. Give it the time that the largest organization takes to be read.
   */
  tick(seconds?: number): Promise<void>
  /**
   * Answers those who wait for news at once; after `served`, when the host has finished its requests, ends what is running and
   * closes the database that it opened. May be called twice.
   */
  close(served?: Promise<unknown>): Promise<void>
}
