import { setTimeout as pause } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import type { FaultBox } from '../faults/fault-box.ts'
import type { ClerkEvent } from '../instance.ts'
import type { Keys } from '../tokens/load-keys.ts'
import { newId } from '../new-id.ts'
import { warn } from '../warn.ts'

/** Svix retries for a day. These 39 seconds are enough on one's own machine. */
const retryDelays = [200, 500, 1_000, 2_000, 5_000, 10_000, 20_000]
const parallel = 10
const reorderedAtOnce = 5

export type Deliveries = ReturnType<typeof createDeliveries>

type Message = { id: string; type: string; body: string }

export function createDeliveries(keys: Keys, faults: FaultBox) {
  const stopped = new AbortController()
  const queue: Message[] = []
  const held: Message[] = []
  let url: string | undefined
  let running = 0
  let unfinished = 0
  let waiting: (() => void)[] = []
  let release: NodeJS.Timeout | undefined

  function finish() {
    unfinished -= 1
    if (unfinished > 0) return
    for (const resolve of waiting) resolve()
    waiting = []
  }

  function start() {
    while (running < parallel) {
      const message = queue.shift()
      if (message === undefined) return
      running += 1
      void deliver(message).finally(() => {
        running -= 1
        finish()
        start()
      })
    }
  }

  function letGo() {
    clearTimeout(release)
    while (held.length > 0) queue.push(...held.splice(Math.floor(faults.webhookDice() * held.length), 1))
    start()
  }

  function enqueue(message: Message) {
    unfinished += 1
    if (!faults.current().webhookReorder) {
      queue.push(message)
      return start()
    }
    held.push(message)
    clearTimeout(release)
    if (held.length >= reorderedAtOnce) letGo()
    else release = setTimeout(letGo, 200)
  }

  async function deliver(message: Message) {
    const [least, most] = faults.current().webhookDelayMs
    try {
      if (most > 0)
        await pause(least + faults.webhookDice() * Math.max(0, most - least), undefined, { signal: stopped.signal })
      for (const delay of [0, ...retryDelays]) {
        await pause(delay, undefined, { signal: stopped.signal })
        if (await attempt(message)) return
      }
      warn(
        `Webhook ${message.id} (${message.type}) was not delivered in ${retryDelays.length + 1} attempts, so the app has missed this change. Reconcile, or check the log of the webhook route.`,
      )
    } catch (error) {
      if (!stopped.signal.aborted) throw error
    }
  }

  async function attempt({ id, body }: Message): Promise<boolean> {
    if (url === undefined) return true
    const signal = AbortSignal.any([AbortSignal.timeout(15_000), stopped.signal])
    try {
      const sentAtMs = Date.now() + faults.current().clockAheadMs
      // A repeated attempt has the same id, and a time and a signature of its own.
      const headers = {
        'content-type': 'application/json',
        'svix-id': id,
        'svix-timestamp': String(Math.floor(sentAtMs / 1000)),
        'svix-signature': new Webhook(keys.webhookSigningSecret).sign(id, new Date(sentAtMs), body),
      }
      const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
      await response.body?.cancel()
      return response.ok
    } catch {
      return false
    }
  }

  return {
    /** Events of another instance are signed with the same secret. */
    publish(events: readonly ClerkEvent[], instanceId: string) {
      if (url === undefined || stopped.signal.aborted) return
      const { webhookDropChance, webhookDuplicateChance } = faults.current()
      for (const { type, data } of events) {
        if (webhookDropChance > 0 && faults.webhookDice() < webhookDropChance) continue
        const body = faults.served(JSON.stringify(envelope(instanceId, type, data)), {
          channel: 'webhooks',
          event: type,
        })
        const message = { id: newId('msg'), type, body }
        enqueue(message)
        if (webhookDuplicateChance > 0 && faults.webhookDice() < webhookDuplicateChance) enqueue(message)
      }
    },
    sendTo: (target: string | undefined) => {
      url = target
    },
    settled: () => (unfinished === 0 ? Promise.resolve() : new Promise<void>((resolve) => waiting.push(resolve))),
    /** Drops the webhooks that are not delivered yet. */
    stop() {
      stopped.abort()
      for (const _ of queue.splice(0)) finish()
      for (const _ of held.splice(0)) finish()
      clearTimeout(release)
    },
  }
}

function envelope(instanceId: string, type: string, data: ClerkEvent['data']) {
  return {
    data,
    event_attributes: { http_request: { client_ip: '127.0.0.1', user_agent: 'roster-clerk-local' } },
    instance_id: instanceId,
    object: 'event',
    timestamp: Date.now(),
    type,
  }
}
