import { Hono } from 'hono'
import { z } from 'zod'
import { clerkError } from './http/clerk-error.ts'
import type { FaultBox } from './faults/fault-box.ts'
import { faultsSchema, noFaults } from './faults/faults.ts'
import type { TokenRequest } from './tokens/issue-token.ts'
import type { LocalClerk } from './local-clerk.ts'
import { readBody } from './http/read-request.ts'

const tokenBody = z.strictObject({
  email: z.string(),
  organization: z.string().nullable(),
  azp: z.string(),
  expires_in_seconds: z.number().int().min(1).optional(),
})

const webhookBody = z.strictObject({
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
  instance_id: z.string().optional(),
})
const deprovisionedBody = z.strictObject({ deprovisioned: z.boolean() })

/** What they do, which the owner of the local Clerk may do too. */
export type Control = Pick<
  LocalClerk,
  'requests' | 'settled' | 'otherInstance' | 'sendWebhook' | 'setDeprovisioned'
> & {
  token: (request: TokenRequest) => string
}

/** Calls that Clerk itself does not have: faults, counters, session tokens without a browser. They need the secret key. */
export function controlRoutes(faults: FaultBox, control: Control): Hono {
  const { token, requests, settled, otherInstance, sendWebhook, setDeprovisioned } = control
  return new Hono()
    .get('/faults', (c) => c.json(faults.current()))
    .put('/faults', async (c) => {
      const entries = Object.entries(await readBody(c, faultsSchema.partial())).filter(
        ([, value]) => value !== undefined,
      )
      faults.set(Object.fromEntries(entries))
      return c.json(faults.current())
    })
    .delete('/faults', (c) => {
      faults.set(noFaults)
      return c.json(faults.current())
    })
    .post('/other-instance', async (c) => {
      const { secretKey, publishableKey, jwtKey, issuer, instanceId } = await otherInstance()
      return c.json({
        secret_key: secretKey,
        publishable_key: publishableKey,
        jwt_key: jwtKey,
        issuer,
        instance_id: instanceId,
      })
    })
    .post('/webhooks', async (c) => {
      const { type, data, instance_id: instanceId } = await readBody(c, webhookBody)
      sendWebhook({ type, data, ...(instanceId === undefined ? {} : { instanceId }) })
      return c.json({ sent: true })
    })
    .put('/users/:id', async (c) => {
      setDeprovisioned(c.req.param('id'), (await readBody(c, deprovisionedBody)).deprovisioned)
      return c.json({ changed: true })
    })
    .get('/requests', (c) => c.json(requests()))
    .post('/settled', async (c) => {
      await settled()
      return c.json({ settled: true })
    })
    .post('/tokens', async (c) => {
      const { email, organization, azp, expires_in_seconds: expiresInSeconds } = await readBody(c, tokenBody)
      try {
        return c.json({ object: 'token', jwt: token({ email, organization, azp, expiresInSeconds }) })
      } catch (error) {
        throw clerkError(422, 'token_refused', error instanceof Error ? error.message : 'No token was signed.')
      }
    })
}
