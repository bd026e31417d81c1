import { Hono } from 'hono'
import { z } from 'zod'
import { found } from '../http/clerk-error.ts'
import type { Instance } from '../instance.ts'
import { organizationObject } from '../objects/organization-object.ts'
import { pageQuery, readBody, readQuery, word, words } from '../http/read-request.ts'
import type { Organization } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import type { View } from '../view.ts'
import {
  createOrganization,
  deleteOrganization,
  organizationFields,
  updateOrganization,
} from '../writes/organization-writes.ts'
import { isDescending } from './is-descending.ts'
import { requireUser } from './user-routes.ts'

const reading = { include_members_count: word }
const readingQuery = z.strictObject(reading)
const listQuery = z.strictObject({ ...pageQuery, ...reading, query: word, organization_id: words, order_by: word })

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
      const query = readQuery(c, listQuery)
      const { rows, total } = listOrganizations(seen.world, query)
      return c.json({ data: rows.map((row) => read(seen, row, query)), total_count: total })
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

function listOrganizations(world: World, query: z.output<typeof listQuery>) {
  const { limit, offset, order_by: order } = query
  const descending = isDescending(order)
  if (query.query === undefined && query.organization_id === undefined) {
    return { rows: world.allOrganizations.page({ offset, limit, descending }), total: world.allOrganizations.size }
  }
  const text = query.query?.toLowerCase() ?? ''
  const matching = world.allOrganizations
    .page({ offset: 0, limit: world.allOrganizations.size, descending })
    .filter(
      ({ id, name, slug }) =>
        query.organization_id?.includes(id) ?? [id, name, slug].join(' ').toLowerCase().includes(text),
    )
  return { rows: matching.slice(offset, offset + limit), total: matching.length }
}
