import type { Instance } from '../instance.ts'
import type { LocalClerk } from '../local-clerk.ts'
import type { User } from '../state/rows.ts'
import { tokenForSession } from './token-for-session.ts'
import { createClient, isLive, startSession } from '../writes/session-writes.ts'

/** Signs tokens without a browser. All tokens of a user share one session until it is revoked, so that revoking works. */
export function createTokenIssuer(instance: Instance): LocalClerk['token'] {
  const { view } = instance
  const sessionIds = new Map<string, string>()

  function sessionOf(user: User) {
    const known = view.world.sessions.get(sessionIds.get(user.id) ?? '')
    if (known !== undefined && isLive(known)) return known
    const session = startSession(instance, { user, client: createClient(instance), organizationId: null })
    sessionIds.set(user.id, session.id)
    return session
  }

  return ({ email, organization: slug, azp, expiresInSeconds = 60 }) => {
    const user = view.world.userByEmail(email)
    if (user === undefined)
      throw refusal(`no user has the address ${email}`, 'Use one of the demo accounts, such as alice@acme.test.')
    const organization = slug === null ? undefined : view.world.organizationBySlug(slug)
    if (slug !== null && organization === undefined)
      throw refusal(`there is no organization ${slug}`, 'Use acme, globex, initech or none.')
    if (organization !== undefined && view.world.membership(organization.id, user.id) === undefined) {
      throw refusal(`${email} is not a member of ${slug}`, 'Add the membership, or leave out the organization.')
    }
    return tokenForSession(instance, {
      session: sessionOf(user),
      azp,
      organizationId: organization?.id ?? null,
      expiresInSeconds,
    })
  }
}

function refusal(what: string, advice: string): Error {
  return new Error(`No token was signed: ${what}, and Clerk would refuse too. ${advice}`)
}
