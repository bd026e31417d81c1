import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { requireUser } from '../backend/user-routes.ts'
import { clerkError, notFound } from '../http/clerk-error.ts'
import type { Instance } from '../instance.ts'
import { newId } from '../new-id.ts'
import { imageUrl } from '../objects/image-url.ts'
import { passwordDigest } from '../tokens/password-digest.ts'
import type { User } from '../state/rows.ts'
import { startSession } from '../writes/session-writes.ts'
import { clientObject, wrapped } from './client-object.ts'
import { readForm } from './read-form.ts'
import type { FrontendEnv, Visitor } from './visitor.ts'

export type SignIn = ReturnType<typeof signInObject>

const createForm = z.object({
  identifier: z.string().optional(),
  password: z.string().optional(),
  strategy: z.string().optional(),
  ticket: z.string().optional(),
})
const attemptForm = z.object({ strategy: z.string(), password: z.string().optional() })

/** Sign-in attempts are kept in memory, so an unfinished one has to start over after a restart. */
export function signInRoutes(instance: Instance): Hono<FrontendEnv> {
  const attempts = new Map<string, { signIn: SignIn; userId: string; clientId: string }>()

  function complete(c: Context<FrontendEnv>, signIn: SignIn, user: User, organizationId?: string | null) {
    const client = c.var.visitor.requireClient()
    const session = startSession(instance, {
      user,
      client,
      organizationId: organizationId ?? startingOrganization(instance, user),
    })
    const done = { ...signIn, status: 'complete', created_session_id: session.id }
    return wrapped(c, instance, done)
  }

  function checkPassword(c: Context<FrontendEnv>, signIn: SignIn, user: User, password: string | undefined) {
    if (user.passwordDigest === null || passwordDigest(password ?? '') !== user.passwordDigest) {
      throw clerkError(422, 'form_password_incorrect', 'Password is incorrect. Try again.', 'password')
    }
    return complete(c, signIn, user)
  }

  return new Hono<FrontendEnv>()
    .post('/', async (c) => {
      const form = await readForm(c, createForm)
      requireStrategy(form.strategy)
      if (form.ticket !== undefined) {
        const { user, organizationId } = useTicket(instance, form.ticket)
        return complete(c, signInObject(instance, user), user, organizationId)
      }
      const user = instance.view.world.userByEmail(form.identifier ?? '')
      if (user === undefined) {
        throw clerkError(422, 'form_identifier_not_found', "Couldn't find your account.", 'identifier')
      }
      const signIn = { ...signInObject(instance, user), identifier: form.identifier ?? null }
      const client = c.var.visitor.requireClient()
      attempts.set(signIn.id, { signIn, userId: user.id, clientId: client.id })
      if (form.password !== undefined) return checkPassword(c, signIn, user, form.password)
      return c.json({ response: signIn, client: clientObject(instance, c.var.visitor, signIn) })
    })
    .get('/:id', (c) => {
      const { signIn } = attemptOf(c.req.param('id'), c.var.visitor)
      return c.json({ response: signIn, client: clientObject(instance, c.var.visitor, signIn) })
    })
    .post('/:id/attempt_first_factor', async (c) => {
      const form = await readForm(c, attemptForm)
      requireStrategy(form.strategy)
      const { signIn, userId } = attemptOf(c.req.param('id'), c.var.visitor)
      const user = requireUser(instance.view.world, userId)
      return checkPassword(c, signIn, user, form.password)
    })

  function attemptOf(id: string, visitor: Visitor) {
    const attempt = attempts.get(id)
    if (attempt === undefined || attempt.clientId !== visitor.client()?.id) throw notFound('sign-in')
    return attempt
  }
}

function requireStrategy(strategy = 'password') {
  if (strategy === 'password' || strategy === 'ticket') return
  throw clerkError(
    501,
    'not_implemented',
    `The local Clerk does not implement sign-in by ${strategy}. Sign in with the password of a demo account.`,
    'strategy',
  )
}

/** As in Clerk, a session starts in the user's last organization, or else in the first one that the user joined. */
function startingOrganization({ view }: Instance, user: User): string | null {
  const memberships = view.world.membershipsOf(user.id)
  const used = memberships.find(({ organizationId }) => organizationId === user.lastOrganizationId)
  return (used ?? memberships[0])?.organizationId ?? null
}

function useTicket({ store, view }: Instance, token: string): { user: User; organizationId: string | null } {
  const ticket = [...view.world.signInTokens.values()].find((row) => row.token === token)
  const user = ticket === undefined ? undefined : view.world.users.get(ticket.userId)
  if (ticket === undefined || user === undefined || ticket.status !== 'pending' || ticket.expireAt < Date.now()) {
    throw clerkError(
      422,
      'sign_in_token_cannot_be_used',
      'The ticket was used, revoked or has expired. Make another one.',
    )
  }
  store.commit([
    { kind: 'signInToken', id: ticket.id, row: { ...ticket, status: 'accepted', updatedAt: store.stamp() } },
  ])
  return { user, organizationId: ticket.organizationId }
}

function signInObject({ view }: Instance, user: User) {
  return {
    object: 'sign_in_attempt',
    id: newId('sia'),
    status: 'needs_first_factor',
    supported_identifiers: ['email_address'],
    supported_first_factors: [{ strategy: 'password' }],
    supported_second_factors: null,
    first_factor_verification: null,
    second_factor_verification: null,
    identifier: user.emails.find(({ id }) => id === user.primaryEmailId)?.address ?? null,
    user_data: {
      first_name: user.firstName,
      last_name: user.lastName,
      image_url: imageUrl(view, user.id),
      has_image: user.hasImage,
    },
    created_session_id: null,
    abandon_at: Date.now() + 24 * 3600_000,
  }
}
