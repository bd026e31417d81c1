import { Hono } from 'hono'
import { z } from 'zod'
import { membershipPage } from '../backend/membership-page.ts'
import { requireOrganization } from '../backend/organization-routes.ts'
import { requireUser } from '../backend/user-routes.ts'
import type { Instance } from '../instance.ts'
import { invitationObject } from '../objects/invitation-object.ts'
import { pageQuery, readQuery } from '../http/read-request.ts'
import { acceptInvitation, invitationsOf } from '../writes/invitation-writes.ts'
import { isLive } from '../writes/session-writes.ts'
import { updateUser } from '../writes/user-writes.ts'
import { browserMembership, browserSession, browserUser, wrapped } from './client-object.ts'
import { invitationPage, requireInvitation } from './invitation-page.ts'
import { readForm } from './read-form.ts'
import type { FrontendEnv } from './visitor.ts'

const page = z.object(pageQuery)
/** A form has no null, so an empty field removes the value. */
const text = z
  .string()
  .transform((value) => value || null)
  .optional()
const meForm = z.object({ first_name: text, last_name: text, username: text, primary_email_address_id: text })

/** The calls of signed-in users about themselves. The list of suggestions is always empty. */
export function meRoutes(instance: Instance): Hono<FrontendEnv> {
  const { view } = instance

  return new Hono<FrontendEnv>()
    .get('/', (c) => {
      const user = requireUser(view.world, c.var.visitor.requireSession().userId)
      return wrapped(c, instance, browserUser(instance, user))
    })
    .patch('/', async (c) => {
      const form = await readForm(c, meForm)
      const user = updateUser(instance, requireUser(view.world, c.var.visitor.requireSession().userId), form)
      return wrapped(c, instance, browserUser(instance, user))
    })
    .get('/sessions/active', (c) => {
      const { userId } = c.var.visitor.requireSession()
      const sessions = view.world.sessionsOf({ userId }).filter(isLive)
      const activity = { object: 'session_activity', is_mobile: false }
      return c.json(
        sessions.map((session) => ({
          ...browserSession(instance, c.var.visitor, session),
          latest_activity: { ...activity, id: session.id.replace('sess', 'sess_activity') },
        })),
      )
    })
    .get('/organization_memberships', (c) => {
      const rows = view.world.membershipsOf(c.var.visitor.requireSession().userId)
      const { offset, limit } = readQuery(c, page)
      const { data } = membershipPage(view, rows.slice(offset, offset + limit), rows.length)
      return wrapped(c, instance, { data: data.map(browserMembership), total_count: rows.length })
    })
    .get('/organization_invitations', (c) => {
      const user = requireUser(view.world, c.var.visitor.requireSession().userId)
      return wrapped(c, instance, invitationPage(view, invitationsOf(instance, { user }), c))
    })
    .post('/organization_invitations/:id/accept', (c) => {
      const user = requireUser(view.world, c.var.visitor.requireSession().userId)
      const invitation = requireInvitation(invitationsOf(instance, { user }), c.req.param('id'))
      const organization = requireOrganization(view.world, invitation.organizationId)
      const accepted = acceptInvitation(instance, invitation, { organization, user })
      return wrapped(c, instance, invitationObject(view, accepted))
    })
    .get('/organization_suggestions', (c) => {
      c.var.visitor.requireSession()
      return wrapped(c, instance, { data: [], total_count: 0 })
    })
}
