import type { Faults } from './faults/faults.ts'
import type { Role } from './state/roles.ts'

export type LocalClerkOptions = {
  /** 0 picks a free port. The server always listens on 127.0.0.1. */
  port: number
  /** Keys and state are stored in its folder `clerk/`; without it they last as long as the process. */
  dataDir?: string
  /** Where signed webhooks go; without it none are sent. */
  webhookUrl?: string
  /** Members of the demo organizations: 25, 1,000 and 10,000 unless given. */
  organizations?: { acme?: number; globex?: number; initech?: number }
  /** Additional users and organizations, for an instance of any size. Each user is in one of them, every tenth in two. */
  crowd?: { users: number; organizations: number }
  /** The prefix of a new secret key, from which an app may infer Clerk's rate limit. @default 'sk_test_' */
  secretKeyPrefix?: 'sk_test_' | 'sk_live_'
  /** 'production' is refused. */
  nodeEnv?: string | undefined
}

export type InstanceCredentials = {
  publishableKey: string
  secretKey: string
  /** The public key of session tokens, as PEM. */
  jwtKey: string
  issuer: string
  instanceId: string
}

export type LocalClerk = InstanceCredentials & {
  url: string
  /** `url` + '/bapi' */
  apiUrl: string
  /** `url` + '/fapi' */
  frontendApiUrl: string
  webhookSigningSecret: string
  /** Path below `frontendApiUrl` of the browser bundle of @clerk/clerk-js. */
  clerkJsPath: string
  demoAccounts: { email: string; password: string; note: string }[]
  sendWebhooksTo(url: string | undefined): void
  /** Sends this event, signed, without a change to the stored data. `instanceId` may be another instance's. */
  sendWebhook(event: { type: string; data: Record<string, unknown>; instanceId?: string }): void
  /** Changes the given faults and leaves the others as they are. */
  setFaults(faults: Partial<Faults>): void
  /** Plays Directory Sync after a removal from the directory: it sends `user.updated` and ends no membership. */
  setDeprovisioned(userId: string, deprovisioned: boolean): void
  /** Replaces the roles Admin and Member until the process ends. Memberships keep their role keys. */
  setRoles(roles: readonly Role[]): void
  /**
   * The credentials of a second instance, which this server's Backend API accepts from then on and answers with that
   * instance's keys and people (none at first). Its webhooks go to the same address, signed with the same secret.
   */
  otherInstance(): Promise<InstanceCredentials>
  /** A session token of the user with this address; `organization` is a slug. Throws if Clerk would not sign one. */
  token(args: { email: string; organization: string | null; azp: string; expiresInSeconds?: number }): string
  /** Backend API requests so far, including failed ones, by method and route, e.g. `GET /v1/users/:id`. */
  requests(): { total: number; byRoute: Record<string, number> }
  /** Resolves when every webhook was delivered or given up. */
  settled(): Promise<void>
  close(): Promise<void>
}
