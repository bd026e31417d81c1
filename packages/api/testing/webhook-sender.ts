import { createHmac, randomUUID } from 'node:crypto'
import { webhookPath, type TestServer } from './test-server.ts'

type Signing = { id?: string; atSeconds?: number; secret?: string }

type Sender = Pick<TestServer, 'url'> & { clerk: Pick<TestServer['clerk'], 'webhookSigningSecret'> }

export type WebhookSender = {
  /** The headers of a delivery of exactly this body. */
  sign(body: string, signing?: Signing): Record<string, string>
  /** Delivers this text or event, with these headers or a signature. */
  send: (event: unknown, headers?: Record<string, string>) => Promise<Response>
}

/** Sends webhooks as Clerk does, with the signing secret. */
export function createWebhookSender({ url, clerk }: Sender): WebhookSender {
  function sign(body: string, signing: Signing = {}): Record<string, string> {
    const { id = `msg_${randomUUID()}`, atSeconds = Math.floor(Date.now() / 1000) } = signing
    const { secret = clerk.webhookSigningSecret } = signing
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    const signature = createHmac('sha256', key).update(`${id}.${atSeconds}.${body}`).digest('base64')
    return {
      'content-type': 'application/json',
      'svix-id': id,
      'svix-timestamp': String(atSeconds),
      'svix-signature': `v1,${signature}`,
    }
  }

  return {
    sign,
    send(event, headers) {
      const body = typeof event === 'string' ? event : JSON.stringify(event)
      return fetch(url + webhookPath, { method: 'POST', body, headers: headers ?? sign(body) })
    },
  }
}
