import { setTimeout as pause } from 'node:timers/promises'
import { createMirror, type Db } from '@roster/db'
import { createRandom, shuffled } from '@roster/db/testing'
import { contendedMembership, contendedUser, ORGANIZATIONS } from './contended-rows.ts'

const SCANS = 3
const WRITERS = 8
const PAGE = 500
const USERS = 5_000

/** Scans and webhooks that change the same rows for so long; which statements failed, and how many there were. */
export async function contend(db: Db, seconds: number): Promise<{ statements: number; failures: string[] }> {
  const until = performance.now() + seconds * 1000
  const random = createRandom(1)
  const failures: string[] = []
  let statements = 0
  let version = 1
  const user = (number: number) => contendedUser(number, version)
  const membership = (number: number) => contendedMembership(number, version)
  const some = () => Array.from({ length: PAGE }, () => random.below(USERS))
  const organizations = Array.from({ length: ORGANIZATIONS }, (_, number) => ({
    id: `org_contended${number}`,
    createdMs: 1,
    updatedMs: 1,
  }))
  await createMirror(db.background).applyOrganizations(organizations, { kind: 'webhook' })
  await db.background.query(
    `UPDATE roster.organization SET used_at = clock_timestamp() WHERE clerk_id LIKE 'org_contended%'`,
  )

  async function repeat(work: () => Promise<unknown>): Promise<void> {
    while (performance.now() < until) {
      version += 1
      statements += 1
      await work().catch((error: unknown) => failures.push(String(error)))
      await pause(1)
    }
  }

  const [scanner, receiver] = [createMirror(db.background), createMirror(db.webhooks)]
  const webhook = { kind: 'webhook' } as const
  await Promise.all([
    ...Array.from({ length: SCANS }, async () =>
      repeat(async () => {
        const source = { kind: 'list', startedAt: await scanner.now() } as const
        await scanner.applyUsers(shuffled(some(), random).map(user), source)
        await scanner.applyMemberships(some().map(membership), source)
      }),
    ),
    ...Array.from({ length: WRITERS }, async () =>
      repeat(async () => {
        const number = random.below(USERS)
        if (random.chance(0.6)) await receiver.applyUsers([user(number)], webhook)
        else if (random.chance(0.8)) await receiver.applyMemberships([membership(number)], webhook)
        else await receiver.applyMembershipDeleted(membership(number))
      }),
    ),
  ])
  return { statements, failures }
}
