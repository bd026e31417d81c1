import { verifyWebhook } from '@clerk/backend/webhooks'

/** The event that Clerk signed, not yet checked against a schema; undefined where no secret made the signature. */
export type VerifyEvent = (headers: Record<string, string>, body: Uint8Array<ArrayBuffer>) => Promise<unknown>

/** Verifies the raw bytes of a webhook against each secret in turn: two are configured while one replaces the other. */
export function createVerifyEvent(signingSecrets: readonly string[]): VerifyEvent {
  return async (headers, body) => {
    for (const signingSecret of signingSecrets) {
      const request = new Request('http://roster.invalid/', { method: 'POST', headers, body })
      const event = await verifyWebhook(request, { signingSecret }).catch(() => undefined)
      if (event) return event
    }
    return undefined
  }
}
