import { z } from 'zod'

/** What each SDK of Clerk's returns: `await auth()` of Next.js, `getAuth(request)` of Express, Fastify and Hono. */
export type ClerkAuth = {
  tokenType: string | null
  getToken(): Promise<string | null>
}

const session = z.object({
  tokenType: z.literal('session_token'),
  getToken: z.custom<() => Promise<unknown>>((value) => typeof value === 'function'),
})

/**
 * The Authorization header of a session that the host's SDK read, which may have come in a cookie; undefined if there is
 * none. Its token is verified like any other: the other fields prove nothing, and no SDK checks the issuer.
 */
export async function authorizationOf(auth: ClerkAuth): Promise<string | undefined> {
  const { data } = session.safeParse(auth)
  const token = await data?.getToken()
  return typeof token === 'string' ? `Bearer ${token}` : undefined
}
