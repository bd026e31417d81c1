import { createHmac, timingSafeEqual } from 'node:crypto'
import { verifyWebhook } from '@clerk/backend/webhooks'

/** The headers that a signature covers, and the signatures: `v1,…`, several with spaces between them. */
export type SignedHeaders = { 'svix-id': string; 'svix-timestamp': string; 'svix-signature': string }

/** `event` is what Clerk signed, not yet checked against a schema; `forged` that no secret made a signature. */
export type VerifiedEvent = { event: unknown } | 'forged' | 'not-an-event'

export type VerifyEvent = (headers: SignedHeaders, body: Uint8Array<ArrayBuffer>) => Promise<VerifiedEvent>

/**
 * Verifies the raw bytes of a webhook against each secret: two are configured while one replaces the other. Clerk's own
 * check decides, once and last: it is JavaScript and parses the body, which a forger must not be able to cause.
 */
export function createVerifyEvent(signingSecrets: readonly string[]): VerifyEvent {
  const secrets = signingSecrets.map((signingSecret) => ({
    signingSecret,
    key: Buffer.from(signingSecret.replace(/^whsec_/, ''), 'base64'),
  }))
  return async (headers, body) => {
    const signer = secrets.find(({ key }) => isSignedWith(key, headers, body))
    if (!signer) return 'forged'
    const request = new Request('http://roster.invalid/', { method: 'POST', headers, body })
    const { signingSecret } = signer
    const event = await verifyWebhook(request, { signingSecret }).catch(() => undefined)
    return event ? { event } : 'not-an-event'
  }
}

function isSignedWith(key: Buffer, headers: SignedHeaders, body: Uint8Array): boolean {
  const expected = createHmac('sha256', key)
    .update(`${headers['svix-id']}.${headers['svix-timestamp']}.`)
    .update(body)
    .digest()
  return headers['svix-signature'].split(' ').some((signature) => {
    const given = Buffer.from(signature.startsWith('v1,') ? signature.slice('v1,'.length) : '', 'base64')
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}
