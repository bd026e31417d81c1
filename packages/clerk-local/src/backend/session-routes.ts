import { Hono } from 'hono'
import { z } from 'zod'
import { clerkError, found, notFound } from '../http/clerk-error.ts'
import type { Instance } from '../instance.ts'
import { newId } from '../new-id.ts'
import { sessionObject } from '../objects/session-object.ts'
import { pageQuery, readBody, readQuery, word } from '../http/read-request.ts'
import { templateToken } from '../tokens/session-token.ts'
import type { World } from '../state/world.ts'
import { createClient, endSession, isLive, startSession } from '../writes/session-writes.ts'
import { tokenForSession } from '../tokens/token-for-session.ts'
import { requireOrganization } from './organization-routes.ts'
import { requireUser } from './user-routes.ts'

const listQuery = z.strictObject({ ...pageQuery, user_id: word, client_id: word, status: word })
const createBody = z.strictObject({ user_id: z.string(), active_organization_id: z.string().nullish() })
const tokenBody = z.strictObject({ expires_in_seconds: z.number().int().min(30).max(315_360_000).nullish() })

export function sessionRoutes(instance: Instance): Hono {
  const { view, keys } = instance
  return new Hono()
    .get('/', (c) => {
      const { limit, offset, user_id: userId, client_id: clientId, status, paginated } = readQuery(c, listQuery)
      const sessions = [...instance.readView().world.sessions.values()].filter(
        (session) =>
          (userId === undefined || session.userId === userId) &&
          (clientId === undefined || session.clientId === clientId) &&
          (status === undefined || session.status === status),
      )
      const data = sessions
        .toReversed()
        .slice(offset, offset + limit)
        .map(sessionObject)
      return c.json(paginated === 'true' ? { data, total_count: sessions.length } : data)
    })
    .post('/', async (c) => {
      const body = await readBody(c, createBody)
      const user = requireUser(view.world, body.user_id)
      const organization =
        body.active_organization_id == null ? undefined : requireOrganization(view.world, body.active_organization_id)
      if (organization !== undefined && view.world.membership(organization.id, user.id) === undefined)
        throw notFound('organization membership')
      const session = startSession(instance, {
        user,
        client: createClient(instance),
        organizationId: organization?.id ?? null,
      })
      return c.json(sessionObject(session))
    })
    .get('/:id', (c) => c.json(sessionObject(requireSession(instance.readView().world, c.req.param('id')))))
    .post('/:id/revoke', (c) =>
      c.json(sessionObject(endSession(instance, requireSession(view.world, c.req.param('id')), 'revoked'))),
    )
    .post('/:id/tokens', async (c) => {
      const { expires_in_seconds: seconds } = await readBody(c, tokenBody)
      const session = requireLiveSession(view.world, c.req.param('id'))
      return c.json({
        object: 'token',
        jwt: tokenForSession(instance, { session, azp: undefined, expiresInSeconds: seconds ?? 60 }),
      })
    })
    .post('/:id/tokens/:template', async (c) => {
      const { expires_in_seconds: seconds } = await readBody(c, tokenBody)
      const session = requireLiveSession(view.world, c.req.param('id'))
      const issuedAtMs = Date.now() + instance.faults().clockAheadMs
      return c.json({
        object: 'token',
        jwt: templateToken({ keys, session, expiresInSeconds: seconds ?? 60, issuedAtMs }),
      })
    })
}

const signInTokenBody = z.strictObject({
  user_id: z.string(),
  org_id: z.string().nullish(),
  expires_in_seconds: z.number().int().min(1).nullish(),
})

export function signInTokenRoutes(instance: Instance): Hono {
  const { store, view } = instance
  return new Hono().post('/', async (c) => {
    const body = await readBody(c, signInTokenBody)
    const user = requireUser(view.world, body.user_id)
    const organization = body.org_id == null ? undefined : requireOrganization(view.world, body.org_id)
    const now = store.stamp()
    const row = {
      id: newId('sit'),
      token: newId('ticket'),
      userId: user.id,
      organizationId: organization?.id ?? null,
      status: 'pending' as const,
      expireAt: now + (body.expires_in_seconds ?? 2_592_000) * 1000,
      createdAt: now,
      updatedAt: now,
    }
    store.commit([{ kind: 'signInToken', id: row.id, row }])
    const { id, token, status } = row
    return c.json({
      object: 'sign_in_token',
      id,
      user_id: user.id,
      token,
      status,
      url: null,
      created_at: now,
      updated_at: now,
    })
  })
}

function requireSession(world: World, id: string) {
  return found(world.sessions.get(id), 'session')
}

function requireLiveSession(world: World, id: string) {
  const session = requireSession(world, id)
  if (!isLive(session))
    throw clerkError(401, 'session_not_active', `The session is ${session.status}. Start another one.`)
  return session
}
