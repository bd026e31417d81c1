import { Hono } from 'hono'
import { z } from 'zod'
import { clerkError, found, notFound } from '../http/clerk-error.ts'
import type { Instance } from '../instance.ts'
import { apiKeyObject, isExpired } from '../objects/api-key-object.ts'
import { pageQuery, readBody, readQuery, word } from '../http/read-request.ts'
import type { World } from '../state/world.ts'
import { createApiKey, revokeApiKey, secretDigest } from '../writes/api-key-writes.ts'

const createBody = z.strictObject({
  type: z.literal('api_key').optional(),
  name: z.string().min(3),
  description: z.string().nullish(),
  subject: z.string().regex(/^(user|org)_\w{27}$/, 'must be the id of a user or an organization'),
  claims: z.record(z.string(), z.unknown()).nullish(),
  scopes: z.array(z.string()).default([]),
  created_by: z.string().nullish(),
  seconds_until_expiration: z.number().positive().nullish(),
})
const listQuery = z.strictObject({
  ...pageQuery,
  subject: z.array(z.string()).length(1),
  include_invalid: word,
})
const revokeBody = z.strictObject({ revocation_reason: z.string().nullish() })
const verifyBody = z.strictObject({ secret: z.string() })

/** API keys have no `/v1` in their path, unlike everything else of the Backend API. */
export function apiKeyRoutes(instance: Instance): Hono {
  const { view } = instance
  return new Hono()
    .post('/', async (c) => {
      const body = await readBody(c, createBody)
      if (!view.world.users.has(body.subject) && !view.world.organizations.has(body.subject)) throw notFound('subject')
      const { key, secret } = createApiKey(instance, {
        name: body.name,
        description: body.description ?? null,
        subject: body.subject,
        scopes: body.scopes,
        claims: body.claims ?? null,
        createdBy: body.created_by ?? null,
        secondsUntilExpiration: body.seconds_until_expiration ?? null,
      })
      return c.json({ ...apiKeyObject(key), secret })
    })
    .get('/', (c) => {
      const { subject, include_invalid: includeInvalid, limit, offset } = readQuery(c, listQuery)
      const keys = [...instance.readView().world.apiKeys.values()].filter(
        (key) => key.subject === subject[0] && (includeInvalid === 'true' || (!key.revoked && !isExpired(key))),
      )
      return c.json({
        data: keys
          .toReversed()
          .slice(offset, offset + limit)
          .map(apiKeyObject),
        total_count: keys.length,
      })
    })
    .post('/verify', async (c) => {
      const digest = secretDigest((await readBody(c, verifyBody)).secret)
      const known = [...view.world.apiKeys.values()].find((one) => one.secretDigest === digest)
      const key = found(known, 'API key')
      if (key.revoked) throw clerkError(400, 'api_key_revoked', 'The API key was revoked. Create another one.')
      if (isExpired(key)) throw clerkError(400, 'api_key_expired', 'The API key has expired. Create another one.')
      return c.json(apiKeyObject(key))
    })
    .get('/:id', (c) => c.json(apiKeyObject(requireKey(instance.readView().world, c.req.param('id')))))
    .post('/:id/revoke', async (c) => {
      const { revocation_reason: reason } = await readBody(c, revokeBody)
      return c.json(apiKeyObject(revokeApiKey(instance, requireKey(view.world, c.req.param('id')), reason ?? null)))
    })
}

function requireKey(world: World, id: string) {
  return found(world.apiKeys.get(id), 'API key')
}
