import type { Context } from 'hono'
import { membershipPage } from '../backend/membership-page.ts'
import type { Instance } from '../instance.ts'
import { type membershipObject, publicUserData } from '../objects/membership-object.ts'
import type { organizationObject } from '../objects/organization-object.ts'
import { sessionObject } from '../objects/session-object.ts'
import { userObject } from '../objects/user-object.ts'
import type { Session, User } from '../state/rows.ts'
import { tokenForSession } from '../tokens/token-for-session.ts'
import type { SignIn } from './sign-in-routes.ts'
import type { FrontendEnv, Visitor } from './visitor.ts'

/** The state of a browser, which most answers include; null before its first sign-in. */
export function clientObject(instance: Instance, visitor: Visitor, signIn: SignIn | null) {
  const client = visitor.client()
  if (client === undefined) return null
  return {
    object: 'client',
    id: client.id,
    sessions: visitor.sessions().map((session) => browserSession(instance, visitor, session)),
    sign_in: signIn,
    sign_up: null,
    last_active_session_id: client.lastActiveSessionId,
    last_authentication_strategy: null,
    cookie_expires_at: null,
    captcha_bypass: true,
    created_at: client.createdAt,
    updated_at: client.updatedAt,
  }
}

/** Answers most calls: with the response, and the state of the browser. */
export function wrapped(c: Context<FrontendEnv>, instance: Instance, response: unknown): Response {
  return c.json({ response, client: clientObject(instance, c.var.visitor, null) })
}

export function browserSession(instance: Instance, { azp }: Visitor, session: Session) {
  const user = instance.view.world.users.get(session.userId)
  return {
    ...sessionObject(session),
    factor_verification_age: [0, -1],
    last_active_token: { object: 'token', jwt: tokenForSession(instance, { session, azp }) },
    user: user === undefined ? null : browserUser(instance, user),
    public_user_data: user === undefined ? null : publicUserData(instance.view, user),
  }
}

/** Without the private metadata, which never reaches a browser. */
export function browserUser({ view }: Instance, user: User) {
  const { private_metadata: _, ...shown } = userObject(view, user)
  const memberships = view.world.membershipsOf(user.id)
  return {
    ...shown,
    organization_memberships: membershipPage(view, memberships, memberships.length).data.map(browserMembership),
  }
}

export function browserMembership(membership: ReturnType<typeof membershipObject>) {
  const { private_metadata: _, organization, ...shown } = membership
  return { ...shown, organization: browserOrganization(organization) }
}

export function browserOrganization(organization: ReturnType<typeof organizationObject>) {
  const { private_metadata: _, created_by: __, ...shown } = organization
  return shown
}
