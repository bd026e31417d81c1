/** The configuration that the server gives the page at run time. */
export type PageConfig = {
  publishableKey: string
  /** Roles that may manage API keys. */
  adminRoles: readonly string[]
  /** The URL of Clerk's script, which the page loads at once. */
  clerkJsUrl: string
  /** With the local Clerk: the path of its Frontend API on this origin, and the demo accounts. */
  local?: { proxyUrl: string; accounts: DemoAccount[] }
  /** Other origins that the page may call: those of the Clerk instance. */
  clerkOrigins: string[]
}

export type DemoAccount = { email: string; password: string; note: string }
