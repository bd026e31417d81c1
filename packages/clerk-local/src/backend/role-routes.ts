import { Hono } from 'hono'
import { z } from 'zod'
import type { Instance } from '../instance.ts'
import { pageQuery, readQuery } from '../http/read-request.ts'
import { roleObject } from '../objects/role-object.ts'

const listQuery = z.strictObject(pageQuery)

export function roleRoutes(instance: Instance): Hono {
  return new Hono().get('/', (c) => {
    const { limit, offset } = readQuery(c, listQuery)
    const { roles } = instance.readView()
    return c.json({ data: roles.slice(offset, offset + limit).map(roleObject), total_count: roles.length })
  })
}
