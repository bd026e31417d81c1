import { Hono } from 'hono'
import { z } from 'zod'
import { found } from '../http/clerk-error.ts'
import type { Instance, View } from '../instance.ts'
import { organizationObject } from '../objects/organization-object.ts'
import { pageQuery, readBody, readQuery, word } from '../http/read-request.ts'
import type { Organization } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import {
  createOrganization,
  deleteOrganization,
  organizationFields,
  updateOrganization,
} from '../writes/organization-writes.ts'
import { isDescending } from './is-descending.ts'
import { requireUser } from './user-routes.ts'

const readingQuery = z.strictObject({ include_members_count: word })
const listQuery = readingQuery.extend({ ...pageQuery, order_by: word })

const createBody = z.strictObject({
  ...organizationFields,
  name: z.string().min(1).max(256),
  created_by: z.string().nullish(),
})
const updateBody = z.strictObject({
  ...organizationFields,
  name: z.string().min(1).max(256).optional(),
  admin_delete_enabled: z.boolean().nullish(),
})

export function organizationRoutes(instance: Instance): Hono {
  const { view } = instance
  return new Hono()
    .get('/', (c) => {
      const seen = instance.readView()
      const { limit, offset, order_by: order, ...reading } = readQuery(c, listQuery)
      const { allOrganizations } = seen.world
      const page = allOrganizations.page({ offset, limit, descending: isDescending(order) })
      return c.json({ data: page.map((row) => read(seen, row, reading)), total_count: allOrganizations.size })
    })
    .post('/', async (c) => {
      const body = await readBody(c, createBody)
      const creator = body.created_by == null ? undefined : requireUser(view.world, body.created_by)
      return c.json(organizationObject(view, createOrganization(instance, { ...body, creator })))
    })
    .get('/:id', (c) => {
      const seen = instance.readView()
      return c.json(read(seen, requireOrganization(seen.world, c.req.param('id')), readQuery(c, readingQuery)))
    })
    .patch('/:id', async (c) => {
      const body = await readBody(c, updateBody)
      const organization = requireOrganization(view.world, c.req.param('id'))
      return c.json(organizationObject(view, updateOrganization(instance, organization, body)))
    })
    .delete('/:id', (c) => c.json(deleteOrganization(instance, requireOrganization(view.world, c.req.param('id')))))
}

/** As in Clerk, the number of members is included only on request. */
function read(view: View, row: Organization, { include_members_count: counted }: z.output<typeof readingQuery>) {
  const { members_count: count, ...rest } = organizationObject(view, row)
  return { ...rest, ...(counted === 'true' ? { members_count: count } : {}) }
}

/** Clerk accepts an id or a slug here. */
export function requireOrganization(world: World, idOrSlug: string) {
  return found(world.organizations.get(idOrSlug) ?? world.organizationBySlug(idOrSlug), 'organization')
}
