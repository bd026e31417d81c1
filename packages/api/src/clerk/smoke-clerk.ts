import { verifyToken } from '@clerk/backend'
import { createBackendSdk } from './backend-sdk.ts'
import { keysOf, type ClerkOptions } from './clerk-options.ts'

/**
 * Tries the keys on the Clerk instance itself: reads a user, creates a session for them, verifies its token and revokes it.
 * Yields a sentence for each step; throws at the first that fails.
 */
export async function* smokeClerk(options: ClerkOptions): AsyncGenerator<string> {
  const keys = keysOf(options)
  const { issuer, jwtKey } = keys
  const clerk = createBackendSdk(keys)
  const { data, totalCount } = await clerk.users.getUserList({ limit: 1 })
  const [user] = data
  yield `CLERK_SECRET_KEY reads users: the instance has ${totalCount}.`
  if (!user) throw new Error('The instance has no user, so no session token can be tried. Create one and try again.')
  const session = await clerk.sessions.createSession({ userId: user.id })
  try {
    const { jwt } = await clerk.sessions.getToken(session.id)
    const claims = await verifyToken(jwt, { jwtKey })
    if (claims.iss !== issuer) {
      throw new Error(
        `Tokens name ${claims.iss} as issuer, CLERK_PUBLISHABLE_KEY ${issuer}: they are of two instances.`,
      )
    }
    yield 'CLERK_JWT_KEY verifies a session token, and its issuer is the one of CLERK_PUBLISHABLE_KEY.'
  } finally {
    await clerk.sessions.revokeSession(session.id)
  }
}
