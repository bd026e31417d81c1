import { startLocalClerk } from '@roster/clerk-local'
import { testDatabase } from '@roster/db/testing'
import { untilReady } from '../shared/measured-server.ts'
import { serverEnv } from '../shared/server-env.ts'
import { UNLIMITED } from '../shared/unlimited.ts'
import { createServerProcess } from '../soak/server-process.ts'

const azp = 'https://attack.example.test'

export type Replicas = Awaited<ReturnType<typeof startReplicas>>

/** Built servers on one database, with a local Clerk. */
export async function startReplicas(count: number, more: Record<string, string> = {}) {
  const clerk = await startLocalClerk({ port: 0, secretKeyPrefix: 'sk_live_' })
  // A new database, because a database mirrors one Clerk instance and each run has another one.
  const database = await testDatabase()
  if (!database) throw new Error('DATABASE_URL is not set, so no replicas could be started.')
  const env = { ...serverEnv(clerk, azp), ...UNLIMITED, DATABASE_URL: database.url, LOG_LEVEL: 'fatal', ...more }
  const servers = Array.from({ length: count }, (_, index) => createServerProcess(`replica ${index + 1}`, env))
  // In sequence, because the first one applies the migrations.
  for (const server of servers) await server.start()
  const headers = (organization = 'acme') => ({
    authorization: `Bearer ${clerk.token({ email: 'alice@acme.test', organization, azp, expiresInSeconds: 7200 })}`,
  })
  // The first request for an organization fills it from Clerk.
  for (const server of servers) await untilReady(`${server.url()}/api/v1/entities/users`, headers())
  return {
    servers,
    /** The headers of a member of acme (25), globex (1,000) or initech (10,000). */
    headers,
    async [Symbol.asyncDispose]() {
      for (const server of servers) await server.kill()
      await clerk.close()
      await database.drop()
    },
  }
}
