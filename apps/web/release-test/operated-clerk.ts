import { callClerk } from '@roster/api/testing'
import { startLocalClerk, type LocalClerk } from '@roster/clerk-local'
import { z } from 'zod'

/** The local Clerk, used as an operator uses a real one: by its keys in a server's variables. */
export type OperatedClerk = {
  local: LocalClerk
  variables(databaseUrl: string): Record<string, string>
  /** Alice's list from a server, or the status of the error. */
  list(url: string): Promise<{ firstName: string | null; email: string | null }[] | number>
  /** Sends a PATCH or DELETE for the user with this address. */
  change(email: string, method: string, body?: unknown): Promise<void>
}

const azp = 'https://app.example.test'
const list = z.array(z.object({ firstName: z.string().nullable(), email: z.string().nullable() }))

export async function startOperatedClerk(): Promise<OperatedClerk> {
  const local = await startLocalClerk({ port: 0, organizations: {} })
  return {
    local,
    variables: (databaseUrl) => ({
      NODE_ENV: 'production',
      PORT: '0',
      HOST: '127.0.0.1',
      DATABASE_URL: databaseUrl,
      CLERK_SECRET_KEY: local.secretKey,
      CLERK_PUBLISHABLE_KEY: local.publishableKey,
      CLERK_JWT_KEY: local.jwtKey,
      CLERK_API_URL: local.apiUrl,
      CLERK_WEBHOOK_SIGNING_SECRET: local.webhookSigningSecret,
      CLERK_AUTHORIZED_PARTIES: azp,
      DRAIN_SECONDS: '0',
      LOG_LEVEL: 'error',
    }),
    async list(url) {
      const token = local.token({ email: 'alice@acme.test', organization: 'acme', azp })
      const response = await fetch(`${url}/api/v1/entities/users`, { headers: { authorization: `Bearer ${token}` } })
      return response.ok ? list.parse(await response.json()) : response.status
    },
    async change(email, method, body) {
      const [user] = z
        .array(z.object({ id: z.string() }))
        .parse(await callClerk(local, 'GET', `/users?email_address=${email}`))
      await callClerk(local, method, `/users/${user?.id}`, body)
    },
  }
}
