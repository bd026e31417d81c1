import { Hono } from 'hono'
import { z } from 'zod'
import { clerkError } from './http/clerk-error.ts'
import type { FaultBox } from './faults/fault-box.ts'
import { faultsSchema, noFaults } from './faults/faults.ts'
import type { LocalClerk } from './local-clerk.ts'
import { readBody } from './http/read-request.ts'

const tokenBody = z.strictObject({ email: z.string(), organization: z.string().nullable(), azp: z.string() })

const webhookBody = z.strictObject({
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
  instance_id: z.string().optional(),
})
const deprovisionedBody = z.strictObject({ deprovisioned: z.boolean() })

/** What they do, which the owner of the local Clerk may do too. */
export type Control = Pick<LocalClerk, 'otherInstance' | 'sendWebhook' | 'setDeprovisioned' | 'token'>

/** The calls of the command line that Clerk itself does not have. They need the secret key. */
export function controlRoutes(faults: FaultBox, control: Control): Hono {
  const { token, otherInstance, sendWebhook, setDeprovisioned } = control
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
    .post('/tokens', async (c) => {
      const request = await readBody(c, tokenBody)
      try {
        return c.json({ object: 'token', jwt: token(request) })
      } catch (error) {
        throw clerkError(422, 'token_refused', error instanceof Error ? error.message : 'No token was signed.')
      }
    })
}
