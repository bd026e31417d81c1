import { RosterError } from '../../errors.ts'
import type { SignedHeaders, VerifyEvent } from '../../clerk/verify-event.ts'
import { Hono } from 'hono'
import type { RoutesEnv, CountAddress } from '../routes.ts'

// Clerk's largest events are a tenth of this.
const MAX_BODY_BYTES = 256 * 1024
// Of the timestamp of each delivery attempt, as the signature's own check has it.
const TOLERANCE_SECONDS = 5 * 60

type Webhook = {
  path: string
  verify: VerifyEvent
  /** Writes an event to the mirror: an error from it makes Clerk deliver again. */
  apply: (event: unknown) => Promise<void>
  /** For a refused delivery. */
  countRefused: CountAddress
}

/**
 * Takes Clerk's signed events. Whatever others send from the same address, a signed one is taken: behind a proxy all
 * addresses may be one.
 */
export function createWebhook({ path, verify, apply, countRefused }: Webhook): Hono<RoutesEnv> {
  const route = new Hono<RoutesEnv>()
  route.post(path, async (c) => {
    const event = await readEvent(c.req.raw, verify).catch(async (refusal: unknown) => {
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

async function readEvent(request: Request, verify: VerifyEvent): Promise<unknown> {
  const signed = signedHeaders(request.headers)
  if (request.headers.has('content-encoding')) throw invalid('A webhook body must be sent without Content-Encoding')
  if (!/^application\/json *(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    throw new RosterError('UNSUPPORTED_MEDIA_TYPE')
  }
  const verified = await verify(signed, await readBody(request))
  if (verified === 'forged') throw invalid('The signature does not match; check CLERK_WEBHOOK_SIGNING_SECRET')
  if (verified === 'not-an-event') throw invalid('A webhook body must be JSON')
  return verified.event
}

function signedHeaders(headers: Headers): SignedHeaders {
  const id = headers.get('svix-id')
  const timestamp = headers.get('svix-timestamp')
  const signature = headers.get('svix-signature')
  if (!id || !timestamp || !signature) throw invalid('svix-id, svix-timestamp and svix-signature are required')
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= TOLERANCE_SECONDS)) {
    throw invalid('The timestamp is more than five minutes off; check the clocks')
  }
  return { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': signature }
}

/** The raw bytes, counted as they come: a length that a header claims can only end the reading earlier. */
async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get('content-length')) > MAX_BODY_BYTES) throw new RosterError('PAYLOAD_TOO_LARGE')
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    // The types leave open what a body consists of.
    if (!(chunk instanceof Uint8Array)) throw new TypeError('The body of a webhook did not arrive as bytes')
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES) throw new RosterError('PAYLOAD_TOO_LARGE')
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

function invalid(message: string): RosterError {
  return new RosterError('VALIDATION_ERROR', { message })
}
