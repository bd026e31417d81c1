import { Hono } from 'hono'
import { notFound } from '../clerk-error.ts'
import { membershipPage } from '../backend/membership-page.ts'
import { requireUser } from '../backend/user-routes.ts'
import type { Instance } from '../instance.ts'
import { organizationObject } from '../objects/organization-object.ts'
import { browserUser, clientObject, withoutPrivate } from './client-object.ts'
import { type Visitor, visitorOf } from './visitor.ts'

/** What a signed-in person sees of themselves and of their organizations; invitations and the like are always empty. */
export function meRoutes(instance: Instance): Hono {
  const { view } = instance
  const wrap = <T>(visitor: Visitor, response: T) => ({ response, client: clientObject(instance, visitor, null) })
  const nothing = { data: [], total_count: 0 }

  return new Hono()
    .get('/me', (c) => {
      const visitor = visitorOf(c, instance)
      const user = requireUser(view.world, visitor.requireSession().userId)
      return c.json(wrap(visitor, browserUser(instance, user)))
    })
    .get('/me/organization_memberships', (c) => {
      const visitor = visitorOf(c, instance)
      const rows = view.world.membershipsOf(visitor.requireSession().userId)
      const { offset, limit } = page(c.req.query())
      const { data } = membershipPage(view, rows.slice(offset, offset + limit), rows.length)
      return c.json(wrap(visitor, { data: data.map(withoutPrivate), total_count: rows.length }))
    })
    .get('/me/:list{organization_invitations|organization_suggestions}', (c) => {
      const visitor = visitorOf(c, instance)
      visitor.requireSession()
      return c.json(wrap(visitor, nothing))
    })
    .get('/organizations/:id', (c) => {
      const visitor = visitorOf(c, instance)
      const { private_metadata: _, ...shown } = organizationObject(view, requireOwn(visitor, c.req.param('id')))
      return c.json(wrap(visitor, shown))
    })
    .get('/organizations/:id/memberships', (c) => {
      const visitor = visitorOf(c, instance)
      const { memberships } = view.world.membersOf(requireOwn(visitor, c.req.param('id')).id)
      const rows = memberships
        .page({ ...page(c.req.query()), descending: false })
        .flatMap(({ id }) => view.world.memberships.get(id) ?? [])
      const { data } = membershipPage(view, rows, memberships.size)
      return c.json(wrap(visitor, { data: data.map(withoutPrivate), total_count: memberships.size }))
    })
    .get('/organizations/:id/:list{invitations|domains|membership_requests|roles}', (c) => {
      const visitor = visitorOf(c, instance)
      requireOwn(visitor, c.req.param('id'))
      return c.json(wrap(visitor, nothing))
    })

  function requireOwn(visitor: Visitor, organizationId: string) {
    const { userId } = visitor.requireSession()
    const organization = view.world.organizations.get(organizationId)
    if (organization === undefined || view.world.membership(organizationId, userId) === undefined)
      throw notFound('organization')
    return organization
  }
}

function page(query: Record<string, string>): { offset: number; limit: number } {
  const whole = (value: string | undefined, otherwise: number) =>
    /^\d+$/.test(value ?? '') ? Number(value) : otherwise
  return { offset: whole(query['offset'], 0), limit: Math.min(500, whole(query['limit'], 10)) }
}
