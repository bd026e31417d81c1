import type { Db, MirrorStore } from '@roster/db'
import { shuffled, type Random } from '@roster/db/testing'
import type { Delivery } from './delivery.ts'
import { digestOf, isReachable } from './oracle.ts'
import { readRows } from './read-rows.ts'
import { RoundClerk } from './round-clerk.ts'
import { settle } from './settle.ts'
import { watchLists } from './watch-lists.ts'

export type Kind = 'divergence' | 'resurrection' | 'backward step' | 'unrevised list' | 'failed statement'
export type Violation = { kind: Kind; round: number; what: string }

const AT_ONCE = 6

/**
 * One round: a past that is known in part, then about six deliveries at once, each on its own connection. They must end
 * as some order of them would; a reader beside them must see nothing return or go back; and one reconcile must mend the rest.
 */
export async function runRound(
  db: Db,
  mirror: MirrorStore,
  random: Random,
  round: number,
  apply: (delivery: Delivery) => Promise<unknown>,
): Promise<Violation[]> {
  const ordered = random.chance(0.33)
  const clerk = new RoundClerk(`${round}`, random, ordered)
  const ids = { userIds: [...clerk.userIds], orgIds: [...clerk.orgIds] }
  const violations: Violation[] = []
  const violated = (kind: Kind, what: string) => violations.push({ kind, round, what })
  const watch = watchLists(db, ids.orgIds, violated)

  const known = Array.from({ length: random.below(7) }, () => clerk.change()).flat()
  for (const delivery of shuffled(known, random))
    if (ordered || random.chance(0.7)) {
      await delivery.run(mirror)
      watch.delivered(delivery)
    }
  const startedAt = await mirror.now()
  const deliveries = shuffled(disturb(clerk, random, ordered, startedAt), random)
  const before = await readRows(db, ids)

  const state = { open: true }
  const reading = (async () => {
    while (state.open) await watch.read()
  })()
  const ends = await Promise.allSettled(
    deliveries.map(async (delivery) => {
      await apply(delivery)
      watch.delivered(delivery)
    }),
  )
  state.open = false
  await reading
  for (const end of ends) if (end.status === 'rejected') violated('failed statement', String(end.reason))

  const after = await readRows(db, ids)
  const told = () =>
    `${deliveries.map(({ what }) => what).join('; ')}, upon ${digestOf(before)}, gave ${digestOf(after)}`
  if (!isReachable(before, deliveries, digestOf(after))) violated('divergence', `no order of ${told()}`)
  const exact = await watch.read()
  if (ordered && exact !== clerk.shown()) violated('divergence', `${told()}, which shows ${exact}`)

  await settle(mirror, clerk, ids.orgIds)
  const settled = await watch.read()
  if (settled !== clerk.shown())
    violated('divergence', `${told()}, after a reconcile ${settled} and not ${clerk.shown()}`)
  return violations
}

/** Changes of Clerk with their events, reads of a moment between, repetitions; not everything arrives. */
function disturb(clerk: RoundClerk, random: Random, ordered: boolean, startedAt: number): Delivery[] {
  const deliveries: Delivery[] = []
  while (deliveries.length < AT_ONCE) {
    if (!ordered && random.chance(0.35)) deliveries.push(clerk.read(startedAt))
    else deliveries.push(...clerk.change())
    const again = random.pick(deliveries)
    if (again && random.chance(0.1)) deliveries.push(again)
  }
  return ordered ? deliveries : deliveries.slice(0, AT_ONCE)
}
