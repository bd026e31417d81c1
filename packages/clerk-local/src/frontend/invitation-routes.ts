import { Hono } from 'hono'
import { z } from 'zod'
import type { Instance } from '../instance.ts'
import { invitationObject } from '../objects/invitation-object.ts'
import { invitationsOf, invite, revokeInvitation } from '../writes/invitation-writes.ts'
import { requireRole } from '../writes/role-writes.ts'
import { wrapped } from './client-object.ts'
import { invitationPage, requireInvitation } from './invitation-page.ts'
import { requireManaged } from './own-organization.ts'
import { readForm } from './read-form.ts'
import type { FrontendEnv } from './visitor.ts'

const emails = z.preprocess((value) => [value].flat(), z.array(z.email().toLowerCase()))
const inviteForm = z.object({ email_address: emails, role: z.string() })

/** The invitations to an organization, for those who manage its members. Mounted at `/v1/organizations`. */
export function invitationRoutes(instance: Instance): Hono<FrontendEnv> {
  const { view } = instance
  return new Hono<FrontendEnv>()
    .get('/:id/invitations', (c) => {
      const { id } = requireManaged(view, c.var.visitor, c.req.param('id'))
      const rows = invitationsOf(instance, { organizationId: id })
      return wrapped(c, instance, invitationPage(view, rows, c))
    })
    .post('/:id/invitations/bulk', async (c) => {
      const { email_address: emailAddresses, role } = await readForm(c, inviteForm)
      const organization = requireManaged(view, c.var.visitor, c.req.param('id'))
      const rows = invite(instance, { organization, emailAddresses, role: requireRole(view, role) })
      const invitations = rows.map((row) => invitationObject(view, row))
      return wrapped(c, instance, invitations)
    })
    .post('/:id/invitations/:invitation/revoke', (c) => {
      const { id } = requireManaged(view, c.var.visitor, c.req.param('id'))
      const rows = invitationsOf(instance, { organizationId: id })
      const revoked = revokeInvitation(instance, requireInvitation(rows, c.req.param('invitation')))
      return wrapped(c, instance, invitationObject(view, revoked))
    })
}
