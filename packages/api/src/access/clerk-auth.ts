import { z } from 'zod'

/** The object that Clerk's SDKs return: `await auth()` in Next.js, `getAuth(request)` in Express, Fastify and Hono. */
export type ClerkAuth = {
  tokenType: string | null
  getToken(): Promise<string | null>
}

const session = z.object({
  tokenType: z.literal('session_token'),
  getToken: z.custom<() => Promise<unknown>>((value) => typeof value === 'function'),
})

/**
 * The Authorization header for a session that the host's SDK read, perhaps from a cookie; undefined if there is none. Its token
 * is verified like any other: the other fields of the object prove nothing, and no SDK checks the issuer.
 */
export async function authorizationOf(auth: ClerkAuth): Promise<string | undefined> {
  const { data } = session.safeParse(auth)
  const token = await data?.getToken()
  return typeof token === 'string' ? `Bearer ${token}` : undefined
}
