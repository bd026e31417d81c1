import { Hono } from 'hono'
import { z } from 'zod'
import { listMemberships, membershipsQuery } from '../backend/list-memberships.ts'
import { membershipPage } from '../backend/membership-page.ts'
import { requireUser } from '../backend/user-routes.ts'
import { notFound } from '../http/clerk-error.ts'
import type { Instance } from '../instance.ts'
import { organizationObject } from '../objects/organization-object.ts'
import { roleObject } from '../objects/role-object.ts'
import { readQuery } from '../http/read-request.ts'
import type { Organization } from '../state/rows.ts'
import { createOrganization } from '../writes/organization-writes.ts'
import { browserMembership, browserOrganization, wrapped } from './client-object.ts'
import { readForm } from './read-form.ts'
import { type Visitor, visitorOf } from './visitor.ts'

// Ignores unknown parameters, because clerk-js adds some to every query.
const listQuery = z.object(membershipsQuery).omit({ order_by: true, user_id: true })
const createForm = z.object({ name: z.string().min(1).max(256), slug: z.string().optional() })

/** The calls of members about their own organizations. Mounted at `/v1/organizations`. */
export function ownOrganizationRoutes(instance: Instance): Hono {
  const { view } = instance

  return new Hono()
    .post('/', async (c) => {
      const { name, slug } = await readForm(c, createForm)
      const visitor = visitorOf(c, instance)
      const creator = requireUser(view.world, visitor.requireSession().userId)
      const organization = createOrganization(instance, { name, slug: slug || null, creator })
      return c.json(wrapped(instance, visitor, shown(organization)))
    })
    .get('/:id', (c) => {
      const visitor = visitorOf(c, instance)
      return c.json(wrapped(instance, visitor, shown(requireOwn(visitor, c.req.param('id')))))
    })
    .get('/:id/memberships', (c) => {
      const visitor = visitorOf(c, instance)
      const { id } = requireOwn(visitor, c.req.param('id'))
      const { rows, total } = listMemberships(view.world, id, { ...readQuery(c, listQuery), order_by: 'created_at' })
      const { data } = membershipPage(view, rows, total)
      return c.json(wrapped(instance, visitor, { data: data.map(browserMembership), total_count: total }))
    })
    .get('/:id/roles', (c) => {
      const visitor = visitorOf(c, instance)
      requireOwn(visitor, c.req.param('id'))
      const data = view.roles.map(roleObject)
      return c.json(wrapped(instance, visitor, { data, total_count: data.length }))
    })
    .get('/:id/:list{invitations|domains|membership_requests}', (c) => {
      const visitor = visitorOf(c, instance)
      requireOwn(visitor, c.req.param('id'))
      return c.json(wrapped(instance, visitor, { data: [], total_count: 0 }))
    })

  function shown(organization: Organization) {
    return browserOrganization(organizationObject(view, organization))
  }

  function requireOwn(visitor: Visitor, organizationId: string) {
    const { userId } = visitor.requireSession()
    const organization = view.world.organizations.get(organizationId)
    if (organization === undefined || view.world.membership(organizationId, userId) === undefined)
      throw notFound('organization')
    return organization
  }
}
