import type { Finding } from './finding.ts'

const LEAST_BYTES = 24

/** Whether the signing secrets have the right form. Only a delivery shows that they are the right ones. */
export function secretFinding(secrets: readonly string[]): Finding {
  const check = 'webhook secret'
  if (secrets.length === 0) {
    const message =
      'CLERK_WEBHOOK_SIGNING_SECRET is not set, so webhooks are not accepted and changes show minutes later. Copy it from the endpoint in Clerk.'
    return { check, state: 'warning', message }
  }
  const isWhole = secrets.every((secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64').length >= LEAST_BYTES)
  if (isWhole) return { check, state: 'ok', message: `${secrets.length} of the right form.` }
  const message =
    'CLERK_WEBHOOK_SIGNING_SECRET is too short, so every webhook would be refused. Copy it again from the endpoint in Clerk.'
  return { check, state: 'problem', message }
}
