import { Hono } from 'hono'
import { z } from 'zod'
import { found } from '../http/clerk-error.ts'
import type { Instance } from '../instance.ts'
import { userObject } from '../objects/user-object.ts'
import { pageQuery, readBody, readQuery } from '../http/read-request.ts'
import type { World } from '../state/world.ts'
import {
  createUser,
  deleteUser,
  type Restriction,
  restrictUser,
  updateUser,
  userFields,
} from '../writes/user-writes.ts'
import { countUsers, listUsers, usersQuery } from './list-users.ts'
import { membershipPage } from './membership-page.ts'

const userBody = { ...userFields, skip_password_checks: z.boolean().nullish() }

const createBody = z.strictObject({
  ...userBody,
  email_address: z.array(z.email()).default([]),
  skip_password_requirement: z.boolean().nullish(),
  created_at: z.iso.datetime({ offset: true }).transform(Date.parse).nullish(),
})

const updateBody = z.strictObject({ ...userBody, primary_email_address_id: z.string().nullish() })

export function userRoutes(instance: Instance): Hono {
  const { view } = instance
  return new Hono()
    .get('/', (c) => {
      const seen = instance.readView()
      return c.json(listUsers(seen.world, readQuery(c, usersQuery)).map((user) => userObject(seen, user)))
    })
    .get('/count', (c) =>
      c.json({ object: 'total_count', total_count: countUsers(instance.readView().world, readQuery(c, usersQuery)) }),
    )
    .post('/', async (c) => {
      const body = await readBody(c, createBody)
      return c.json(userObject(view, createUser(instance, body)))
    })
    .get('/:id', (c) => {
      const seen = instance.readView()
      return c.json(userObject(seen, requireUser(seen.world, c.req.param('id'))))
    })
    .patch('/:id', async (c) => {
      const body = await readBody(c, updateBody)
      const user = requireUser(view.world, c.req.param('id'))
      return c.json(userObject(view, updateUser(instance, user, body)))
    })
    .delete('/:id', (c) => c.json(deleteUser(instance, requireUser(view.world, c.req.param('id')))))
    .post('/:id/:action{ban|unban|lock|unlock}', (c) => {
      const user = requireUser(view.world, c.req.param('id'))
      return c.json(userObject(view, restrictUser(instance, user, restrictions[c.req.param('action')] ?? {})))
    })
    .get('/:id/organization_memberships', (c) => {
      const seen = instance.readView()
      const user = requireUser(seen.world, c.req.param('id'))
      const rows = seen.world.membershipsOf(user.id).toReversed()
      const { limit, offset } = readQuery(c, z.strictObject(pageQuery))
      return c.json(membershipPage(seen, rows.slice(offset, offset + limit), rows.length))
    })
}

const restrictions: Record<string, Restriction> = {
  ban: { banned: true },
  unban: { banned: false },
  lock: { locked: true },
  unlock: { locked: false },
}

export function requireUser(world: World, id: string) {
  return found(world.users.get(id), 'user')
}
