import type { Db, MirrorStore } from '@roster/db'
import { emptyMirror, shuffled, type Random } from '@roster/db/testing'
import { createModelClerk, type ModelClerk } from '../simulator/model-clerk.ts'
import { deliverEvent, deliverRead, type Delivery } from './delivery.ts'
import { digestOf, isReachable } from './oracle.ts'
import { readRows } from './read-rows.ts'
import { settle } from './settle.ts'
import { heldDigest } from './shown-digest.ts'
import { watchLists } from './watch-lists.ts'

export type Kind = 'divergence' | 'resurrection' | 'backward step' | 'unrevised list' | 'failed statement'
export type Violation = { kind: Kind; round: number; what: string }

const AT_ONCE = 6
const ORGANIZATIONS = ['org_a', 'org_b']
const MOST_USERS = 2

/**
 * One round in an emptied mirror: an incomplete past, then about six concurrent deliveries, each on its own connection.
 * They must end as in some serial order, a concurrent reader must see no deleted record and no older version, and one
 * reconcile must correct the rest.
 */
export async function runRound(
  db: Db,
  mirror: MirrorStore,
  random: Random,
  round: number,
  apply: (delivery: Delivery) => Promise<unknown>,
): Promise<Violation[]> {
  // If no two changes share a millisecond and no event is lost, the events alone determine the lists.
  const ordered = random.chance(0.33)
  const clerk = createModelClerk(ORGANIZATIONS, { mostUsers: MOST_USERS, tickRate: ordered ? 1 : 0.6 })
  const violations: Violation[] = []
  const violated = (kind: Kind, what: string) => violations.push({ kind, round, what })
  const watch = watchLists(db, ORGANIZATIONS, violated)
  const deliver = async (delivery: Delivery, apply: (delivery: Delivery) => Promise<unknown>) => {
    await apply(delivery)
    if (delivery.event) watch.applied(delivery.event)
  }

  await emptyMirror(db)
  const organizations = [...clerk.state().organizations.values()].map((organization) =>
    deliverEvent({ type: 'organization.created', data: clerk.payload.organization(organization) }),
  )
  const born = random.below(organizations.length + 1)
  const past = Array.from({ length: random.below(7) }, () => change(clerk, random)).flat()
  for (const delivery of shuffled([...organizations.slice(born), ...past], random))
    if (ordered || random.chance(0.7)) await deliver(delivery, (known) => known.run(mirror))
  const startedAt = await mirror.now()
  const deliveries = shuffled(disturb(clerk, random, organizations.slice(0, born), ordered, startedAt), random)
  const before = await readRows(db)

  const state = { open: true }
  const reading = (async () => {
    while (state.open) await watch.read()
  })()
  const ends = await Promise.allSettled(deliveries.map((delivery) => deliver(delivery, apply)))
  state.open = false
  await reading
  for (const end of ends) if (end.status === 'rejected') violated('failed statement', String(end.reason))

  const after = digestOf(await readRows(db))
  const summary = `${deliveries.map(({ what }) => what).join('; ')}, upon ${digestOf(before)}, gave ${after}`
  if (!(await isReachable(before, deliveries, after))) violated('divergence', `no order of ${summary}`)
  const exact = await watch.read()
  if (ordered && exact !== heldDigest(clerk)) violated('divergence', `${summary}, which shows ${exact}`)

  await settle(mirror, clerk)
  const settled = await watch.read()
  const held = heldDigest(clerk)
  if (settled !== held) violated('divergence', `${summary}, after a reconcile ${settled} and not ${held}`)
  return violations
}

function change(clerk: ModelClerk, random: Random): Delivery[] {
  return clerk.change(0, random).map(deliverEvent)
}

/** Adds events of more changes, reads of states in between, and repetitions. Some deliveries are lost. */
function disturb(
  clerk: ModelClerk,
  random: Random,
  events: readonly Delivery[],
  ordered: boolean,
  startedAt: number,
): Delivery[] {
  const deliveries = [...events]
  while (deliveries.length < AT_ONCE) {
    if (!ordered && random.chance(0.35)) deliveries.push(deliverRead(clerk, random, startedAt))
    else deliveries.push(...change(clerk, random))
    const again = random.pick(deliveries)
    if (again && random.chance(0.1)) deliveries.push(again)
  }
  return ordered ? deliveries : deliveries.slice(0, AT_ONCE)
}
