/** What the server tells the page at run time. */
export type PageConfig = {
  publishableKey: string
  /** Roles whose members administer API keys. */
  adminRoles: readonly string[]
  /** With the local Clerk: where its Frontend API and clerk-js are reached on this origin. */
  local?: { proxyUrl: string; clerkJsUrl: string; accounts: { email: string; password: string; note: string }[] }
  /** Other origins that the page may talk to: the Clerk instance's. */
  clerkOrigins: string[]
}
