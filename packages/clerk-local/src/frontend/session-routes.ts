import { Hono } from 'hono'
import { z } from 'zod'
import { requireOrganization } from '../backend/organization-routes.ts'
import { clerkError } from '../http/clerk-error.ts'
import type { Instance } from '../instance.ts'
import { tokenForSession } from '../tokens/token-for-session.ts'
import type { Session } from '../state/rows.ts'
import { activateOrganization, endSession } from '../writes/session-writes.ts'
import { browserSession, clientObject, wrapped } from './client-object.ts'
import { readForm } from './read-form.ts'
import type { FrontendEnv } from './visitor.ts'

const touchForm = z.object({ active_organization_id: z.string().optional() })
const tokenForm = z.object({ organization_id: z.string().optional() })

export function browserSessionRoutes(instance: Instance): Hono<FrontendEnv> {
  const { view } = instance
  return new Hono<FrontendEnv>()
    .delete('/', (c) => {
      for (const session of c.var.visitor.sessions()) endSession(instance, session, 'removed')
      const client = clientObject(instance, c.var.visitor, null)
      return c.json({ response: client, client })
    })
    .post('/:id/touch', async (c) => {
      const { active_organization_id: wanted } = await readForm(c, touchForm)
      const session = c.var.visitor.requireSession(c.req.param('id'))
      const touched =
        wanted === undefined ? session : activateOrganization(instance, session, organizationOf(session, wanted))
      return wrapped(c, instance, browserSession(instance, c.var.visitor, touched))
    })
    .post('/:id/tokens', async (c) => {
      const { organization_id: wanted } = await readForm(c, tokenForm)
      const session = c.var.visitor.requireSession(c.req.param('id'))
      const organizationId = wanted === undefined ? session.organizationId : organizationOf(session, wanted)
      return c.json({
        object: 'token',
        jwt: tokenForSession(instance, { session, azp: c.var.visitor.azp, organizationId }),
      })
    })
    .post('/:id/:ending{end|remove}', (c) => {
      const status = c.req.param('ending') === 'end' ? 'ended' : 'removed'
      const session = endSession(instance, c.var.visitor.requireSession(c.req.param('id')), status)
      return wrapped(c, instance, browserSession(instance, c.var.visitor, session))
    })

  /** The empty string stands for no organization. */
  function organizationOf({ userId }: Session, idOrSlug: string): string | null {
    if (idOrSlug === '') return null
    const organization = requireOrganization(view.world, idOrSlug)
    if (view.world.membership(organization.id, userId) === undefined) {
      throw clerkError(
        403,
        'organization_not_found_or_unauthorized',
        'You are not a member of that organization. Ask its administrator.',
      )
    }
    return organization.id
  }
}
