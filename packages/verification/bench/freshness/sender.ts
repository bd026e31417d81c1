import { setTimeout as pause } from 'node:timers/promises'
import type { WebhookSender } from '@roster/api/testing'
import { percentile } from '../../shared/percentile.ts'
import type { Reader } from './reader.ts'

/** A list with its reader, and the Clerk users that events rename. */
export type Target = { reader: Reader; members: readonly Record<string, unknown>[] }

/** Times in ms: from sending the webhook to the complete list, and to its 204. */
export type Run = {
  events: number
  visibleP50: number
  visibleP99: number
  ackP50: number
  ackP99: number
  refused: number
  unseen: number
}

const LONGEST_MS = 30_000
let number = 0

/** Sends webhooks at a steady rate, however long the earlier ones take, and waits until the readers have seen all. */
export async function sendSteadily(load: {
  send: WebhookSender['send']
  targets: readonly Target[]
  perSecond: number
  seconds: number
}): Promise<Run> {
  const { send, targets, perSecond, seconds } = load
  const visible: number[] = []
  const acks: number[] = []
  let refused = 0
  // By member: events that are sent and not visible yet. A later event of a member makes its earlier ones visible too.
  const unseen = new Map<unknown, { number: number; sentAt: number }[]>()
  const memberOf = new Map<number, unknown>()

  for (const { reader } of targets)
    reader.onList((at, shown) => {
      for (const last of shown) {
        const waiting = unseen.get(memberOf.get(last)) ?? []
        while (waiting[0] && waiting[0].number <= last) visible.push(at - (waiting.shift()?.sentAt ?? at))
      }
    })

  async function sendOne(index: number): Promise<void> {
    const { members } = targets[index % targets.length] ?? { members: [] }
    const member = members[Math.floor(index / targets.length) % members.length]
    const mine = (number += 1)
    const data = { ...member, last_name: `Event ${mine}`, updated_at: Date.now() + mine }
    const sentAt = performance.now()
    memberOf.set(mine, member)
    unseen.set(member, [...(unseen.get(member) ?? []), { number: mine, sentAt }])
    const response = await send({ type: 'user.updated', object: 'event', data })
    if (response.status === 204) acks.push(performance.now() - sentAt)
    else refused += 1
  }

  const events = perSecond * seconds
  const started = performance.now()
  const sent: Promise<void>[] = []
  for (let index = 0; index < events; index += 1) {
    await pause(Math.max(0, started + (index * 1000) / perSecond - performance.now()))
    sent.push(sendOne(index))
  }
  await Promise.all(sent)
  const left = () => [...unseen.values()].reduce((sum, waiting) => sum + waiting.length, 0)
  const giveUp = performance.now() + LONGEST_MS
  while (left() > 0 && performance.now() < giveUp) await pause(20)

  return {
    events,
    visibleP50: percentile(visible, 0.5),
    visibleP99: percentile(visible, 0.99),
    ackP50: percentile(acks, 0.5),
    ackP99: percentile(acks, 0.99),
    refused,
    unseen: left(),
  }
}
