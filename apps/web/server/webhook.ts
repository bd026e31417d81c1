import { RosterError, type VerifyEvent } from '@roster/api'
import { Hono } from 'hono'
import type { AppEnv } from './app.ts'

export const webhookPath = '/api/webhooks/clerk'

const MAX_BODY_BYTES = 1024 * 1024
// Of the timestamp of each delivery attempt, as the signature's own check has it.
const TOLERANCE_SECONDS = 5 * 60
const WRONG_SIGNATURE = 'The signature does not match; check CLERK_WEBHOOK_SIGNING_SECRET'

/** Takes Clerk's signed events. `apply` writes one to the mirror: an error from it makes Clerk deliver again. */
export function createWebhook(verify: VerifyEvent, apply: (event: unknown) => Promise<void>): Hono<AppEnv> {
  const route = new Hono<AppEnv>()
  route.post(webhookPath, async (c) => {
    const headers = signatureHeaders((name) => c.req.header(name))
    if (c.req.header('content-encoding')) throw refuse('A webhook body must be sent without Content-Encoding')
    if (!/^application\/json *(;|$)/i.test(c.req.header('content-type') ?? ''))
      throw new RosterError('UNSUPPORTED_MEDIA_TYPE')
    const body = await readBody(c.req.raw)
    const event = await verify(headers, body)
    if (event === undefined) throw refuse(isJson(body) ? WRONG_SIGNATURE : 'A webhook body must be JSON')
    await apply(event)
    return c.body(null, 204)
  })
  route.all(webhookPath, () => {
    throw new RosterError('METHOD_NOT_ALLOWED', { allow: 'POST' })
  })
  return route
}

function signatureHeaders(read: (name: string) => string | undefined): Record<string, string> {
  const id = read('svix-id')
  const timestamp = read('svix-timestamp')
  const signature = read('svix-signature')
  if (!id || !timestamp || !signature) throw refuse('svix-id, svix-timestamp and svix-signature are required')
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= TOLERANCE_SECONDS)) {
    throw refuse('The timestamp is more than five minutes off; check the clocks')
  }
  return { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': signature }
}

/** The raw bytes, counted as they come: a length that a header claims is no limit. */
async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer>> {
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

function isJson(body: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(body).toString())
    return true
  } catch {
    return false
  }
}

function refuse(message: string): RosterError {
  return new RosterError('VALIDATION_ERROR', { message })
}
