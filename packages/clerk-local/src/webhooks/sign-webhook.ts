import { Webhook } from 'standardwebhooks'

/** The headers of one attempt: a repeated attempt has the same id, and a time and a signature of its own. */
export function signWebhook(args: {
  id: string
  body: string
  secret: string
  sentAtMs: number
}): Record<string, string> {
  const { id, body, secret, sentAtMs } = args
  return {
    'content-type': 'application/json',
    'svix-id': id,
    'svix-timestamp': String(Math.floor(sentAtMs / 1000)),
    'svix-signature': new Webhook(secret).sign(id, new Date(sentAtMs), body),
  }
}
