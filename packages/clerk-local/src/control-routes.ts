import { Hono } from 'hono'
import { z } from 'zod'
import { ClerkError } from './clerk-error.ts'
import type { FaultBox } from './faults/fault-box.ts'
import { faultsSchema } from './faults/faults.ts'
import type { TokenRequest } from './issue-token.ts'
import { readBody } from './read-request.ts'

const tokenBody = z.strictObject({
  email: z.string(),
  organization: z.string().nullable(),
  azp: z.string(),
  expires_in_seconds: z.number().int().min(1).optional(),
})

/** What Clerk itself does not have: faults, counters, and session tokens without a browser. Mounted behind the secret key. */
export function controlRoutes(args: {
  faults: FaultBox
  token: (request: TokenRequest) => string
  requests: () => { total: number; byRoute: Record<string, number> }
  settled: () => Promise<void>
}): Hono {
  const { faults, token, requests, settled } = args
  return new Hono()
    .get('/faults', (c) => c.json(faults.current()))
    .put('/faults', async (c) => {
      const entries = Object.entries(await readBody(c, faultsSchema.partial())).filter(
        ([, value]) => value !== undefined,
      )
      faults.set(Object.fromEntries(entries))
      return c.json(faults.current())
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
        throw new ClerkError(422, [
          { code: 'token_refused', message: error instanceof Error ? error.message : 'No token was made.' },
        ])
      }
    })
}
