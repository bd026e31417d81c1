import { createHmac, timingSafeEqual } from 'node:crypto'
import { verifyWebhook } from '@clerk/backend/webhooks'

/** The signed headers, and the signatures: `v1,…`, separated by spaces. */
export type SignedHeaders = { 'svix-id': string; 'svix-timestamp': string; 'svix-signature': string }

/** `event` is what Clerk signed, not yet validated; `forged` means that no secret matches a signature. */
export type VerifiedEvent = { event: unknown } | 'forged' | 'not-an-event'

export type VerifyEvent = (headers: SignedHeaders, body: Uint8Array<ArrayBuffer>) => Promise<VerifiedEvent>

/**
 * Verifies the raw bytes of a webhook with each secret; there are two during a rotation. Clerk's own check decides, but only
 * after ours: it computes in JavaScript and parses the body, and a forger must not be able to cause that work.
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
