import { Hono } from 'hono'
import { z } from 'zod'
import { found } from '../http/clerk-error.ts'
import type { Instance } from '../instance.ts'
import { membershipObject } from '../objects/membership-object.ts'
import { pageQuery, readBody, readQuery, word } from '../http/read-request.ts'
import type { Membership } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { addMember, changeRole, removeMember } from '../writes/membership-writes.ts'
import { requireRole } from '../writes/role-writes.ts'
import { isDescending } from './is-descending.ts'
import { listMemberships, membershipsQuery } from './list-memberships.ts'
import { membershipPage } from './membership-page.ts'
import { requireOrganization } from './organization-routes.ts'
import { requireUser } from './user-routes.ts'

const metadata = z.record(z.string(), z.unknown()).nullish()
const listQuery = z.strictObject(membershipsQuery)
const allQuery = z.strictObject({ ...pageQuery, order_by: word })
const createBody = z.strictObject({
  user_id: z.string(),
  role: z.string(),
  public_metadata: metadata,
  private_metadata: metadata,
})
const updateBody = z.strictObject({ role: z.string() })

export function membershipRoutes(instance: Instance): Hono {
  const { view } = instance
  return new Hono()
    .get('/:organization/memberships', (c) => {
      const seen = instance.readView()
      const organization = requireOrganization(seen.world, c.req.param('organization'))
      const { rows, total } = listMemberships(seen.world, organization.id, readQuery(c, listQuery))
      return c.json(membershipPage(seen, rows, total))
    })
    .post('/:organization/memberships', async (c) => {
      const body = await readBody(c, createBody)
      const organization = requireOrganization(view.world, c.req.param('organization'))
      const membership = addMember(instance, {
        organization,
        user: requireUser(view.world, body.user_id),
        role: requireRole(view, body.role),
        publicMetadata: body.public_metadata ?? {},
        privateMetadata: body.private_metadata ?? {},
      })
      return c.json(membershipObject(view, membership))
    })
    .patch('/:organization/memberships/:user', async (c) => {
      const { role } = await readBody(c, updateBody)
      const membership = requireMembership(view.world, c.req.param('organization'), c.req.param('user'))
      return c.json(membershipObject(view, changeRole(instance, membership, requireRole(view, role))))
    })
    .delete('/:organization/memberships/:user', (c) => {
      const membership = requireMembership(view.world, c.req.param('organization'), c.req.param('user'))
      return c.json(removeMember(instance, membership))
    })
}

/** Every membership of the instance; mounted at `/v1/organization_memberships`. */
export function allMembershipsRoutes(instance: Instance): Hono {
  return new Hono().get('/', (c) => {
    const seen = instance.readView()
    const { limit, offset, order_by: order } = readQuery(c, allQuery)
    const { allMemberships } = seen.world
    const page = allMemberships.page({ limit, offset, descending: isDescending(order) })
    return c.json(membershipPage(seen, page, allMemberships.size))
  })
}

export function requireMembership(world: World, organizationId: string, userId: string): Membership {
  const organization = requireOrganization(world, organizationId)
  return found(world.membership(organization.id, userId), 'organization membership')
}
