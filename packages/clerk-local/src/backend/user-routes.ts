import { Hono } from 'hono'
import { z } from 'zod'
import { found } from '../http/clerk-error.ts'
import type { Instance } from '../instance.ts'
import { userObject } from '../objects/user-object.ts'
import { pageQuery, readBody, readQuery } from '../http/read-request.ts'
import type { World } from '../state/world.ts'
import { createUser, deleteUser, type Restriction, restrictUser, updateUser } from '../writes/user-writes.ts'
import { countUsers, listUsers, usersQuery } from './list-users.ts'
import { membershipPage } from './membership-page.ts'

const metadata = z.record(z.string(), z.unknown()).nullish()

const userBody = {
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  username: z.string().nullish(),
  password: z.string().min(8).nullish(),
  skip_password_checks: z.boolean().nullish(),
  external_id: z.string().nullish(),
  public_metadata: metadata,
  private_metadata: metadata,
  unsafe_metadata: metadata,
}

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
      const user = createUser(instance, {
        ...input(body),
        emails: body.email_address,
        createdAt: body.created_at ?? undefined,
      })
      return c.json(userObject(view, user))
    })
    .get('/:id', (c) => {
      const seen = instance.readView()
      return c.json(userObject(seen, requireUser(seen.world, c.req.param('id'))))
    })
    .patch('/:id', async (c) => {
      const body = await readBody(c, updateBody)
      const user = requireUser(view.world, c.req.param('id'))
      return c.json(
        userObject(view, updateUser(instance, user, { ...input(body), primaryEmailId: body.primary_email_address_id })),
      )
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

function input(body: z.output<typeof updateBody> | z.output<typeof createBody>) {
  return {
    firstName: body.first_name,
    lastName: body.last_name,
    username: body.username,
    password: body.password,
    externalId: body.external_id,
    publicMetadata: body.public_metadata,
    privateMetadata: body.private_metadata,
    unsafeMetadata: body.unsafe_metadata,
  }
}
