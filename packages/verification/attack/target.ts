import { openDatabase } from '@roster/db'
import { emptyDatabase } from '@roster/db/testing'
import { createCredentials } from '../bench/list/credentials.ts'
import { memberOf, orgIdOf, seed } from '../bench/list/seed.ts'
import { startServer } from '../shared/measured-server.ts'
import { serverEnv } from '../shared/server-env.ts'
import { startClerkKeys } from './clerk-keys.ts'

export const QUIET = 25
export const NOISY = 10_000

/** A built server with its own database and Clerk, in its default configuration. */
export type Target = Awaited<ReturnType<typeof startTarget>>

// In organizations of 1,000 members.
const OTHER_USERS = 1_000

/** Starts the built server with these variables, on a database of its own, on the first core or on the `cores` given. */
export async function startTarget(more: Record<string, string> = {}, cores?: string) {
  const credentials = createCredentials()
  const clerk = await startClerkKeys()
  const database = await emptyDatabase()
  const db = await openDatabase({ url: database.url.href })
  await seed(db, OTHER_USERS, credentials.issuer, [QUIET, NOISY])
  await db.background.query(`UPDATE roster.membership SET role = 'org:admin' WHERE user_id = ANY($1)`, [
    [QUIET, NOISY].map((size) => memberOf(size, 1)),
  ])

  const env = {
    ...serverEnv(
      {
        ...credentials,
        secretKey: credentials.secretKey.replace('sk_test_', 'sk_live_'),
        apiUrl: clerk.url,
      },
      credentials.azp,
    ),
    DATABASE_URL: database.url.href,
    ...more,
  }
  const { server, url } = await startServer(env, { cores })
  return {
    url,
    server,
    db,
    credentials,
    /** A session of a member of the organization of this size; number 1 is an administrator. */
    session: (size: number, number: number) => ({
      authorization: `Bearer ${credentials.token(memberOf(size, number), orgIdOf(size), `sess_${size}n${number}`)}`,
    }),
    /** An API key of the organization of this size. */
    key: (size: number, number: number) => ({ authorization: `Bearer ak_good_${orgIdOf(size)}_${number}` }),
    clerkCalls: clerk.calls,
    async stop() {
      await server.stop()
      await db.close()
      await database[Symbol.asyncDispose]()
      await clerk[Symbol.asyncDispose]()
    },
  }
}
