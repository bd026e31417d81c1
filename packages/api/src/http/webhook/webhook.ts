import { RosterError } from '../../errors.ts'
import type { SignedHeaders, VerifyEvent } from '../../clerk/verify-event.ts'
import { Hono } from 'hono'
import { z } from 'zod'
import { fromWeb, type HttpRequest } from '../http-request.ts'
import { readBody } from '../read-body.ts'
import type { RoutesEnv, CountAddress } from '../routes.ts'

// For the timestamp of a delivery; Clerk's own check of the signature allows as much.
const TOLERANCE_SECONDS = 5 * 60

const header = z.string().min(1)
const signature = z.object({ 'svix-id': header, 'svix-timestamp': header, 'svix-signature': header })

type Webhook = {
  path: string
  verify: VerifyEvent
  /** Applies an event to the mirror. If it throws, Clerk delivers the event again. */
  apply: (event: unknown) => Promise<void>
  /** Counts a refused delivery. */
  countRefused: CountAddress
}

/**
 * Takes Clerk's signed events. Only refused deliveries count towards the limit of an address: behind a proxy Clerk may share
 * its address with others.
 */
export function createWebhook({ path, verify, apply, countRefused }: Webhook): Hono<RoutesEnv> {
  const route = new Hono<RoutesEnv>()
  route.post(path, async (c) => {
    const event = await readEvent(fromWeb(c.req.raw, undefined), verify).catch(async (refusal: unknown) => {
      throw (await countRefused(c.env.incoming)) ?? refusal
    })
    await apply(event)
    return c.body(null, 204)
  })
  route.all(path, () => {
    throw new RosterError('METHOD_NOT_ALLOWED', { allow: 'POST' })
  })
  return route
}

async function readEvent(request: HttpRequest, verify: VerifyEvent): Promise<unknown> {
  const signed = signedHeaders(request.headers)
  if (request.headers['content-encoding']) throw invalid('A webhook body must be sent without Content-Encoding')
  const verified = await verify(signed, await readBody(request))
  if (verified === 'forged') throw invalid('The signature does not match; check CLERK_WEBHOOK_SIGNING_SECRET')
  if (verified === 'not-an-event') throw invalid('A webhook body must be JSON')
  return verified.event
}

function signedHeaders(headers: HttpRequest['headers']): SignedHeaders {
  const { data } = signature.safeParse(headers)
  if (!data) throw invalid('svix-id, svix-timestamp and svix-signature are required')
  if (!(Math.abs(Date.now() / 1000 - Number(data['svix-timestamp'])) <= TOLERANCE_SECONDS)) {
    throw invalid('The timestamp is more than five minutes off; check the clocks')
  }
  return data
}

function invalid(message: string): RosterError {
  return new RosterError('VALIDATION_ERROR', { message })
}
