import type { Random } from '@roster/db/testing'
import { pairOf, type ClerkEvent, type ModelClerk, type Payload } from './model-clerk.ts'
import type { Clock } from './scheduler.ts'

const SECOND = 1_000_000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE

/** The faults of one schedule, drawn once from its seed. Times are in microseconds of `Clock.passed`. */
export type Faults = {
  /** The share of lost events, and of membership deletions that don't name the user. */
  lossRate: number
  namelessRate: number
  /** How stale Clerk's reads may be. */
  staleness: number
  /** The share of failed reads and of refused calls by the budget. */
  failureRate: number
  /** The share of wrong 404 answers among reads of one resource. */
  wrong404Rate: number
  /** By organization, until when all reads about it are answered with 404. */
  missingUntil: Map<string, number>
  /** By replica, until when it reads another instance of Clerk. */
  foreignUntil: number[]
  /** The share of records with a time that is too late in one answer. */
  lateRate: number
  /** The share of pages of the whole instance that repeat one record and lack another, as lists without a strict order do. */
  tearRate: number
  /** Short where pages are torn: the first sweep, which fills the mirror, can't miss a row. */
  sweepEveryMs: number
  /** Whether a reconcile of an organization runs although another one holds the lease. */
  racing: boolean
  /** The other faults that may happen. */
  events: ('missing' | 'foreign' | 'odd' | 'clock')[]
}

/** `tearing` is a source of its own, so that without it a seed names the same schedule. */
export function drawFaults(random: Random, tearing: Random, fence: number): Faults {
  const isTorn = tearing.chance(0.5)
  const rate = (chance: number, rate: number) => (random.chance(chance) ? rate : 0)
  return {
    lossRate: rate(0.5, 0.25),
    namelessRate: rate(0.3, 0.5),
    staleness: random.pick([0, 0, 0, 0, fence, fence, fence, 4 * fence]) ?? 0,
    failureRate: rate(0.3, 0.1),
    wrong404Rate: rate(0.2, 0.05),
    missingUntil: new Map(),
    foreignUntil: [],
    lateRate: rate(0.2, 0.05),
    tearRate: isTorn ? 0.4 : 0,
    sweepEveryMs: isTorn ? 5 * 60_000 : 60 * 60_000,
    racing: random.chance(0.3),
    events: (['missing', 'foreign', 'odd', 'clock'] as const).filter(() => random.chance(0.12)),
  }
}

/** Fields with values that Clerk's specification allows but nobody expects, or does not allow, by kind of record. */
const ODD: Readonly<Record<'user' | 'membership' | 'organization', readonly Payload[]>> = {
  user: [
    { has_image: null },
    { banned: null },
    { email_addresses: null },
    { email_addresses: [{ id: null, email_address: 'odd@x' }] },
    { image_url: `http://x/${'x'.repeat(2_000)}` },
    { created_at: null },
    { updated_at: null },
    { updated_at: 1.5 },
    { updated_at: 'yesterday' },
    { first_name: 5 },
    { email_addresses: 'none' },
  ],
  membership: [
    { updated_at: null },
    { role: null },
    { created_at: 'yesterday' },
    { public_user_data: null },
    { public_user_data: {} },
    { id: null },
    { id: null, public_user_data: null },
  ],
  organization: [{ updated_at: null }, { created_at: 'yesterday' }, { updated_at: 2.5 }],
}

/** Makes one record of Clerk odd until the faults end. */
export function makeOdd(clerk: ModelClerk, random: Random): string {
  const { users, memberships, organizations } = clerk.state()
  const kind = random.pick(['user', 'user', 'membership', 'membership', 'organization'] as const) ?? 'user'
  const membership = random.pick([...memberships.values()])
  const key = {
    user: random.pick([...users.keys()]),
    membership: membership && pairOf(membership.orgId, membership.userId),
    organization: random.pick([...organizations.keys()]),
  }[kind]
  const fields = random.pick(ODD[kind])
  if (key === undefined || !fields) return 'nothing is odd'
  clerk.odd.set(key, fields)
  return `${key} is odd: ${JSON.stringify(fields)}`
}

/** Starts one of the other faults and returns its description. */
export function strike(faults: Faults, clerk: ModelClerk, clock: Clock, random: Random): string {
  const fault = random.pick(faults.events)
  const minutes = random.pick([1, 3, 20, 60]) ?? 1
  if (fault === 'odd') return makeOdd(clerk, random)
  if (fault === 'missing') {
    const orgId = random.pick(clerk.organizationIds) ?? ''
    faults.missingUntil.set(orgId, clock.passed + minutes * MINUTE)
    return `${orgId} is not found for ${minutes} minutes`
  }
  if (fault === 'foreign') {
    const until = clock.passed + minutes * MINUTE
    const replicas = random.pick([[0], [1], [0, 1]]) ?? []
    for (const replica of replicas) faults.foreignUntil[replica] = until
    return `replicas ${replicas} read another instance for ${minutes} minutes`
  }
  if (fault === 'clock') {
    const back = random.pick([11 * SECOND, 2 * 60 * MINUTE, 30 * DAY]) ?? 0
    clock.setBack(back)
    return `the database's clock is set back by ${back / SECOND} s`
  }
  return 'nothing'
}

/** The event as sent: the user may be missing from a membership deletion, a time may be too late, a field garbled. */
export function asSent({ type, data }: ClerkEvent, faults: Faults, random: Random): ClerkEvent {
  if (type === 'organizationMembership.deleted' && random.chance(faults.namelessRate))
    return { type, data: { ...data, public_user_data: undefined } }
  if ('updated_at' in data && random.chance(faults.lateRate)) return { type, data: late(data) }
  return random.chance(0.02) ? { type, data: { ...data, updated_at: 'yesterday', deleted: 1 } } : { type, data }
}

/** The record with a time that is an hour too late. */
export function late(data: Payload): Payload {
  const { updated_at: updatedAt } = data
  return typeof updatedAt === 'number' ? { ...data, updated_at: updatedAt + 3_600_000 } : data
}

/** Ends all faults. Records with an odd id become normal again, records with other odd fields stay odd. */
export function endFaults(faults: Faults, clerk: ModelClerk): void {
  faults.missingUntil.clear()
  faults.foreignUntil.length = 0
  Object.assign(faults, { failureRate: 0, wrong404Rate: 0, lateRate: 0, tearRate: 0, racing: false })
  for (const [key, fields] of clerk.odd) if ('id' in fields) clerk.odd.delete(key)
}
