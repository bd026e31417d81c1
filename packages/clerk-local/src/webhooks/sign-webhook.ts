import { createHmac } from 'node:crypto'

/** The svix headers of one attempt: the id stays, the time and so the signature are its own. */
export function signWebhook(args: {
  id: string
  body: string
  secret: string
  sentAtMs: number
}): Record<string, string> {
  const { id, body, secret } = args
  const timestamp = String(Math.floor(args.sentAtMs / 1000))
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    'content-type': 'application/json',
    'svix-id': id,
    'svix-timestamp': timestamp,
    'svix-signature': `v1,${signature}`,
  }
}
