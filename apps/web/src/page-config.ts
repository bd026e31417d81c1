/** What the server tells the page at run time. */
export type PageConfig = {
  publishableKey: string
  /** Roles whose members administer API keys. */
  adminRoles: readonly string[]
  /** Clerk's script, which the page loads at once. */
  clerkJsUrl: string
  /** With the local Clerk: where its Frontend API is reached on this origin, and who may sign in. */
  local?: { proxyUrl: string; accounts: { email: string; password: string; note: string }[] }
  /** Other origins that the page may talk to: the Clerk instance's. */
  clerkOrigins: string[]
}
