import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { clerkError } from '../http/clerk-error.ts'
import type { Instance } from '../instance.ts'
import type { Client, Session } from '../state/rows.ts'
import { createClient, isLive } from '../writes/session-writes.ts'

export type Visitor = ReturnType<typeof visitorOf>

/** What the middleware of the Frontend API adds to each request. */
export type FrontendEnv = { Variables: { visitor: Visitor } }

/** The browser of a request: its client, found by cookie, and the origin of its page, which its tokens carry as `azp`. */
export function visitorOf(c: Context, instance: Instance) {
  const { world } = instance.view
  let made: string | undefined
  const client = () =>
    made === undefined ? world.clientByCookie(getCookie(c, '__client') ?? '') : world.clients.get(made)
  const sessions = () => {
    const clientId = client()?.id
    return clientId === undefined ? [] : world.sessionsOf({ clientId }).filter(isLive)
  }
  return {
    azp: pageOrigin(c),
    client,
    sessions,
    requireClient(): Client {
      const known = client()
      if (known !== undefined) return known
      const fresh = createClient(instance)
      made = fresh.id
      // Without a port or a domain, so that the cookie belongs to the host that proxies the page.
      setCookie(c, '__client', fresh.cookie, { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: 7 * 24 * 3600 })
      return fresh
    },
    /** The session of the request, or 401. */
    requireSession(id?: string): Session {
      const wanted = id ?? c.req.query('_clerk_session_id') ?? client()?.lastActiveSessionId
      const session = sessions().find((candidate) => candidate.id === wanted)
      if (session === undefined)
        throw clerkError(401, 'authentication_invalid', 'This browser has no such session. Sign in.')
      return session
    },
  }
}

/** A same-origin GET has no Origin header, so the referrer or the proxy's forwarded host is used instead. */
function pageOrigin(c: Context): string | undefined {
  const origin = c.req.header('origin')
  if (origin !== undefined && origin !== 'null') return origin
  const referer = c.req.header('referer')
  if (referer !== undefined && URL.canParse(referer)) return new URL(referer).origin
  const host = c.req.header('x-forwarded-host')
  return host === undefined ? undefined : `${c.req.header('x-forwarded-proto') ?? 'http'}://${host}`
}
