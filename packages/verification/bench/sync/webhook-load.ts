import { Agent } from 'node:http'
import { createWebhookSender } from '@roster/api/testing'
import type { LocalClerk } from '@roster/clerk-local'
import { percentile } from '../../shared/percentile.ts'
import { post } from '../../shared/post.ts'
import { memberOf, orgIdOf, otherMember } from '../list/seed.ts'

/** The cost of one run of events; latencies in ms. */
export type Load = { events: number; perSecond: number; p50: number; p99: number }

const CONNECTIONS = 16
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
let serial = 0

/**
 * Sends signed events about the organization of `size` members over 16 connections for `seconds`: half of them change
 * its members, half are users who join and leave again. Throws if one is not answered with 204.
 */
export async function loadWebhooks(url: string, clerk: LocalClerk, size: number, seconds: number): Promise<Load> {
  const sender = createWebhookSender({ url, clerk })
  const latencies: number[] = []
  const started = performance.now()
  const until = started + seconds * 1000
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, lane) => sendUntil(lane)))
  const took = (performance.now() - started) / 1000
  const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)]
  return { events: latencies.length, perSecond: latencies.length / took, p50, p99 }

  async function sendUntil(lane: number): Promise<void> {
    for (let round = 0; performance.now() < until; round += 1) {
      const now = Date.now() + (serial += 1)
      const member = ((lane + round * CONNECTIONS) % size) + 1
      const joining = membership(orgIdOf(size), lane * 1000 + (round % 1000) + 1, now)
      await send({ type: 'user.updated', data: user(memberOf(size, member), now) })
      await send({ type: 'organizationMembership.created', data: joining })
      await send({ type: 'user.updated', data: user(memberOf(size, member), now + 1) })
      await send({ type: 'organizationMembership.deleted', data: joining })
    }
  }

  async function send(event: object): Promise<void> {
    const body = JSON.stringify({ ...event, object: 'event', instance_id: clerk.instanceId, timestamp: Date.now() })
    const headers = sender.sign(body)
    const sent = performance.now()
    const status = await post(url, agent, body, headers)
    if (status !== 204) throw new Error(`A webhook was answered with ${status}, so its cost means nothing.`)
    latencies.push(performance.now() - sent)
  }
}

function user(id: string, now: number) {
  const address = { id: `idn_${id}`, object: 'email_address', email_address: `${id}@company.test`, linked_to: [] }
  return {
    id,
    object: 'user',
    first_name: `Given${now % 997}`,
    last_name: 'Familyname',
    image_url: `https://img.clerk.com/${id}`,
    has_image: true,
    primary_email_address_id: address.id,
    email_addresses: [{ ...address, verification: { status: 'verified', strategy: 'email_code' } }],
    phone_numbers: [],
    web3_wallets: [],
    external_accounts: [],
    public_metadata: {},
    unsafe_metadata: {},
    banned: false,
    locked: false,
    created_at: 1_600_000_000_000,
    updated_at: now,
  }
}

/** The membership of a user who has another one too, so that leaving does not mark the user for a read. */
function membership(orgId: string, person: number, now: number) {
  return {
    id: `orgmem_bench${now}`,
    object: 'organization_membership',
    role: 'org:member',
    organization: { id: orgId, object: 'organization', name: 'Bench', slug: 'bench' },
    public_user_data: {
      user_id: otherMember(person),
      first_name: 'Given',
      last_name: 'Name',
    },
    public_metadata: {},
    created_at: now,
    updated_at: now,
  }
}
