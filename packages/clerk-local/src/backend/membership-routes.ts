import { Hono } from 'hono'
import { z } from 'zod'
import { ClerkError, notFound } from '../clerk-error.ts'
import type { Instance } from '../instance.ts'
import { membershipObject } from '../objects/membership-object.ts'
import { pageQuery, readBody, readQuery, word, words } from '../read-request.ts'
import { type Membership, roleSchema } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { addMember, changeRole, removeMember } from '../writes/membership-writes.ts'
import { membershipPage } from './membership-page.ts'
import { requireOrganization } from './organization-routes.ts'
import { requireUser } from './user-routes.ts'

const metadata = z.record(z.string(), z.unknown()).nullish()
const listQuery = z.strictObject({ ...pageQuery, order_by: word, user_id: words, role: words, query: word })
const createBody = z.strictObject({
  user_id: z.string(),
  role: roleSchema,
  public_metadata: metadata,
  private_metadata: metadata,
})
const updateBody = z.strictObject({ role: roleSchema })

/** Mounted at `/v1/organizations`. */
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
      const user = requireUser(view.world, body.user_id)
      const membership = addMember(instance, {
        organization,
        user,
        role: body.role,
        publicMetadata: body.public_metadata ?? {},
        privateMetadata: body.private_metadata ?? {},
      })
      return c.json(
        membershipObject(view, membership, { organization: requireOrganization(view.world, organization.id), user }),
      )
    })
    .patch('/:organization/memberships/:user', async (c) => {
      const { role } = await readBody(c, updateBody)
      const { membership, organization, user } = requireMembership(
        view.world,
        c.req.param('organization'),
        c.req.param('user'),
      )
      return c.json(membershipObject(view, changeRole(instance, membership, role), { organization, user }))
    })
    .delete('/:organization/memberships/:user', (c) => {
      const { membership } = requireMembership(view.world, c.req.param('organization'), c.req.param('user'))
      return c.json(removeMember(instance, membership))
    })
}

function requireMembership(world: World, organizationId: string, userId: string) {
  const organization = requireOrganization(world, organizationId)
  const membership = world.membership(organization.id, userId)
  if (membership === undefined) throw notFound('organization membership')
  return { organization, membership, user: requireUser(world, userId) }
}

function listMemberships(world: World, organizationId: string, query: z.output<typeof listQuery>) {
  const { limit, offset, order_by: order = '-created_at' } = query
  const descending = order === '-created_at'
  if (!descending && !['created_at', '+created_at', ' created_at'].includes(order)) {
    throw new ClerkError(422, [
      {
        code: 'form_param_value_invalid',
        message: 'order_by must be created_at or -created_at.',
        meta: { param_name: 'order_by' },
      },
    ])
  }
  const { memberships } = world.membersOf(organizationId)
  if (query.user_id === undefined && query.role === undefined && query.query === undefined) {
    const keys = memberships.page({ offset, limit, descending })
    return { rows: keys.flatMap(({ id }) => world.memberships.get(id) ?? []), total: memberships.size }
  }
  const found = candidates(world, organizationId, query, descending).filter(
    ({ role }) => query.role?.includes(role) ?? true,
  )
  return { rows: found.slice(offset, offset + limit), total: found.length }
}

/** Asking for users by id, the common case, looks each of them up; only a search walks through the organization. */
function candidates(
  world: World,
  organizationId: string,
  query: z.output<typeof listQuery>,
  descending: boolean,
): Membership[] {
  const { memberships } = world.membersOf(organizationId)
  const all = () =>
    memberships
      .page({ offset: 0, limit: memberships.size, descending })
      .flatMap(({ id }) => world.memberships.get(id) ?? [])
  const rows = query.user_id?.flatMap((id) => world.membership(organizationId, id.replace(/^[+ ]/, '')) ?? []) ?? all()
  const text = query.query?.toLowerCase()
  if (text === undefined) return rows
  return rows.filter(({ userId }) => {
    const user = world.users.get(userId)
    return [user?.firstName, user?.lastName, ...(user?.emails.map(({ address }) => address) ?? [])]
      .join(' ')
      .toLowerCase()
      .includes(text)
  })
}
