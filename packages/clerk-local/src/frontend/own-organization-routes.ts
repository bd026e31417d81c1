import { Hono } from 'hono'
import { z } from 'zod'
import { listMemberships, membershipsQuery } from '../backend/list-memberships.ts'
import { membershipPage } from '../backend/membership-page.ts'
import { requireMembership } from '../backend/membership-routes.ts'
import { requireUser } from '../backend/user-routes.ts'
import type { Instance } from '../instance.ts'
import { membershipObject } from '../objects/membership-object.ts'
import { organizationObject } from '../objects/organization-object.ts'
import { roleObject } from '../objects/role-object.ts'
import { readQuery } from '../http/read-request.ts'
import type { Organization } from '../state/rows.ts'
import { changeRole, removeMember } from '../writes/membership-writes.ts'
import { createOrganization } from '../writes/organization-writes.ts'
import { requireRole } from '../writes/role-writes.ts'
import { browserMembership, browserOrganization, wrapped } from './client-object.ts'
import { requireManaged, requireOwn } from './own-organization.ts'
import { readForm } from './read-form.ts'
import type { FrontendEnv, Visitor } from './visitor.ts'

// Ignores unknown parameters, because clerk-js adds some to every query.
const listQuery = z.object(membershipsQuery).omit({ order_by: true, user_id: true })
const roleForm = z.object({ role: z.string() })
const createForm = z.object({ name: z.string().min(1).max(256), slug: z.string().optional() })

/** The calls of members about their own organizations. Mounted at `/v1/organizations`. */
export function ownOrganizationRoutes(instance: Instance): Hono<FrontendEnv> {
  const { view } = instance

  return new Hono<FrontendEnv>()
    .post('/', async (c) => {
      const { name, slug } = await readForm(c, createForm)
      const creator = requireUser(view.world, c.var.visitor.requireSession().userId)
      const organization = createOrganization(instance, { name, slug: slug || null, creator })
      return wrapped(c, instance, shown(organization))
    })
    .get('/:id', (c) => wrapped(c, instance, shown(requireOwn(view, c.var.visitor, c.req.param('id')))))
    .get('/:id/memberships', (c) => {
      const { id } = requireOwn(view, c.var.visitor, c.req.param('id'))
      const { rows, total } = listMemberships(view.world, id, { ...readQuery(c, listQuery), order_by: 'created_at' })
      const { data } = membershipPage(view, rows, total)
      return wrapped(c, instance, { data: data.map(browserMembership), total_count: total })
    })
    .get('/:id/roles', (c) => {
      requireOwn(view, c.var.visitor, c.req.param('id'))
      const data = view.roles.map(roleObject)
      return wrapped(c, instance, { data, total_count: data.length })
    })
    .patch('/:id/memberships/:user', async (c) => {
      const { role } = await readForm(c, roleForm)
      const changed = changeRole(instance, requireMember(c.var.visitor, c.req.param()), requireRole(view, role))
      return wrapped(c, instance, browserMembership(membershipObject(view, changed)))
    })
    .delete('/:id/memberships/:user', (c) => {
      const membership = requireMember(c.var.visitor, c.req.param())
      const removed = browserMembership(membershipObject(view, membership))
      removeMember(instance, membership)
      return wrapped(c, instance, removed)
    })
    .get('/:id/:list{domains|membership_requests}', (c) => {
      requireOwn(view, c.var.visitor, c.req.param('id'))
      return wrapped(c, instance, { data: [], total_count: 0 })
    })

  function shown(organization: Organization) {
    return browserOrganization(organizationObject(view, organization))
  }

  /** A member whom the visitor may manage. */
  function requireMember(visitor: Visitor, { id, user }: { id: string; user: string }) {
    requireManaged(view, visitor, id)
    return requireMembership(view.world, id, user)
  }
}
