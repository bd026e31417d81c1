import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { z } from 'zod'
import { clerkError } from '../http/clerk-error.ts'
import type { Instance } from '../instance.ts'
import { isLoopback } from '../http/is-loopback.ts'
import { newId } from '../new-id.ts'
import { readQuery, word } from '../http/read-request.ts'
import { signJwt } from '../tokens/sign-jwt.ts'
import type { Session } from '../state/rows.ts'
import { tokenForSession } from '../tokens/token-for-session.ts'
import { activateOrganization } from '../writes/session-writes.ts'
import type { FrontendEnv } from './visitor.ts'

const handshakeQuery = z.object({ redirect_url: word, organization_id: word, __clerk_db_jwt: word })
/** Any other character could inject cookies or attributes. */
const plainValue = /^[\w.-]+$/
const yearInSeconds = 365 * 24 * 3600

/**
 * A server redirects a browser here if the cookies do not prove a session. It is redirected back with a signed list of
 * cookies for the server to set: a session token, or none. A requested nonce is ignored, because it needs another call.
 */
export function handshakeRoute(instance: Instance): Hono<FrontendEnv> {
  const { keys, view } = instance
  const suffix = createHash('sha1').update(keys.publishableKey).digest('base64url').slice(0, 8)

  function cookie(name: string, value: string): string[] {
    const attributes = `Path=/; SameSite=Lax; Max-Age=${value === '' ? 0 : yearInSeconds}`
    return [name, `${name}_${suffix}`].map((full) => `${full}=${value}; ${attributes}`)
  }

  /** As in Clerk, an organization that cannot be activated is ignored. */
  function withOrganization(session: Session, wanted: string | undefined): Session {
    if (wanted === undefined) return session
    if (wanted === '') return activateOrganization(instance, session, null)
    const organization = view.world.organizations.get(wanted) ?? view.world.organizationBySlug(wanted)
    const member = organization && view.world.membership(organization.id, session.userId)
    return member === undefined ? session : activateOrganization(instance, session, member.organizationId)
  }

  return new Hono<FrontendEnv>().get('/', (c) => {
    const {
      redirect_url: redirectUrl = '',
      organization_id: wanted,
      __clerk_db_jwt: known = '',
    } = readQuery(c, handshakeQuery)
    if (!isLoopback(redirectUrl)) {
      throw clerkError(
        400,
        'invalid_redirect_url',
        'redirect_url is not on this machine, so it gets no session. Open the app on localhost.',
        'redirect_url',
      )
    }
    const back = new URL(redirectUrl)
    const client = c.var.visitor.client()
    const session = c.var.visitor.sessions().find(({ id }) => id === client?.lastActiveSessionId)
    const active = session && withOrganization(session, wanted)
    const handshake = [
      ...cookie('__clerk_db_jwt', plainValue.test(known) ? known : newId('dvb')),
      ...cookie('__client_uat', active === undefined ? '0' : String(Math.floor(active.createdAt / 1000))),
      ...cookie(
        '__session',
        active === undefined ? '' : tokenForSession(instance, { session: active, azp: back.origin }),
      ),
    ]
    back.searchParams.set('__clerk_handshake', signJwt(keys, { handshake }))
    c.header('cache-control', 'no-store')
    return c.redirect(back.href, 307)
  })
}
