import type { Faults } from './faults/faults.ts'
import type { Role } from './state/roles.ts'

export type LocalClerkOptions = {
  /** 0 picks a free one; always bound to 127.0.0.1. */
  port: number
  /** Keys and state persist in its folder `clerk/`; without it they last as long as the process. */
  dataDir?: string
  /** Where signed webhooks go; without it none are sent. */
  webhookUrl?: string
  /** Members of the demo organizations: 25, 1,000 and 10,000 unless given. */
  organizations?: { acme?: number; globex?: number; initech?: number }
  /** So many more users and organizations, each user in one of them and every tenth in two: an instance of any size. */
  crowd?: { users: number; organizations: number }
  /** What a new secret key begins with: an app may tell Clerk's rate limit by it. 'sk_test_' unless given. */
  secretKeyPrefix?: 'sk_test_' | 'sk_live_'
  /** 'production' is refused. */
  nodeEnv?: string | undefined
}

export type LocalClerk = {
  url: string
  /** `url` + '/bapi' */
  apiUrl: string
  /** `url` + '/fapi' */
  frontendApiUrl: string
  publishableKey: string
  secretKey: string
  /** The public key of session tokens, as PEM. */
  jwtKey: string
  issuer: string
  instanceId: string
  webhookSigningSecret: string
  /** Path below `frontendApiUrl` of the browser bundle of @clerk/clerk-js. */
  clerkJsPath: string
  demoAccounts: { email: string; password: string; note: string }[]
  sendWebhooksTo(url: string | undefined): void
  /** Sends an event as it stands, signed; nothing changes here. `instanceId` may be another instance's. */
  sendWebhook(event: { type: string; data: Record<string, unknown>; instanceId?: string }): void
  /** Changes the given faults and leaves the others as they are. */
  setFaults(faults: Partial<Faults>): void
  /** What Directory Sync does to somebody who was removed from the directory: `user.updated`, and no end of any membership. */
  setDeprovisioned(userId: string, deprovisioned: boolean): void
  /** Gives the instance these roles in place of Admin and Member, until it ends. Memberships keep their keys. */
  setRoles(roles: readonly Role[]): void
  /**
   * The credentials of a second instance, which this server's Backend API accepts from then on and answers with that
   * instance's keys and people (none at first). Its webhooks go to the same address, signed with the same secret.
   */
  otherInstance(): Promise<{
    secretKey: string
    publishableKey: string
    jwtKey: string
    issuer: string
    instanceId: string
  }>
  /** A session token of the user with this address; `organization` is a slug. Throws when the user could not have one. */
  token(args: { email: string; organization: string | null; azp: string; expiresInSeconds?: number }): string
  /** Backend API requests so far, by method and route, e.g. `GET /v1/users/:id`; failed ones are counted too. */
  requests(): { total: number; byRoute: Record<string, number> }
  /** Resolves when every webhook was delivered or given up. */
  settled(): Promise<void>
  close(): Promise<void>
}
