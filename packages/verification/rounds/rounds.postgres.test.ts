import { createMirror, type Db, type MirrorStore } from '@roster/db'
import { createRandom, shuffled, testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import type { Delivery } from './delivery.ts'
import { readThenWrite } from './read-then-write.ts'
import { runRound, type Violation } from './run-round.ts'

const SEED = 1
const ROUNDS = 1_000
const MUTANT_ROUNDS = 200

type Apply = (delivery: Delivery, mirror: MirrorStore, db: Db) => Promise<unknown>

async function violationsOf(rounds: number, apply: Apply): Promise<Violation[]> {
  await using db = await testDb()
  // Without the fence, so that reads are believed at once.
  const mirror = createMirror(db.pool, { now: 'clock_timestamp()', fence: 0, apart: 0 })
  const random = createRandom(SEED)
  const violations: Violation[] = []
  for (let round = 0; round < rounds; round++)
    violations.push(...(await runRound(db, mirror, random, round, (delivery) => apply(delivery, mirror, db))))
  return violations
}

test(
  `${ROUNDS} rounds of events at once from seed ${SEED}: none diverges, shows an older version or shows a deleted member`,
  { timeout: 300_000 },
  async () => {
    expect(await violationsOf(ROUNDS, (delivery, mirror) => delivery.run(mirror))).toEqual([])
  },
)

test(
  `with a read and then a write for each decision, ${MUTANT_ROUNDS} of the same rounds diverge and show deleted members`,
  { timeout: 300_000 },
  async () => {
    const violations = await violationsOf(MUTANT_ROUNDS, (delivery, _, db) => readThenWrite(db, delivery))
    const kinds = new Set(violations.map(({ kind }) => kind))
    expect(kinds).toContain('divergence')
    expect(kinds).toContain('resurrection')
    expect(kinds).not.toContain('failed statement')
  },
)

test(
  'with a read and then a write, but one event after the other, no round breaks a rule',
  { timeout: 300_000 },
  async () => {
    let last = Promise.resolve()
    const inTurn: Apply = (delivery, _, db) => (last = last.then(() => readThenWrite(db, delivery)))
    expect(await violationsOf(MUTANT_ROUNDS / 2, inTurn)).toEqual([])
  },
)

test('concurrent batches of the same rows in different orders end without a deadlock', async () => {
  await using db = await testDb()
  const mirror = createMirror(db.pool)
  const random = createRandom(SEED)
  const webhook = { kind: 'webhook' } as const
  const userIds = Array.from({ length: 200 }, (_, at) => `user_${at}`)
  const orgIds = Array.from({ length: 20 }, (_, at) => `org_${at}`)
  for (let round = 1; round <= 10; round++) {
    const times = { createdMs: 1, updatedMs: round }
    const names = {
      firstName: `v${round}`,
      lastName: null,
      email: null,
      imageUrl: null,
      hasImage: false,
      banned: false,
      deprovisioned: false,
    }
    const users = () => shuffled(userIds, random).map((id) => ({ id, ...names, ...times }))
    const memberships = () =>
      shuffled(userIds, random).map((userId) => {
        const orgId = random.pick(orgIds) ?? ''
        return { orgId, userId, membershipId: `${orgId}${userId}`, role: `${round}`, ...times }
      })
    const organizations = () => shuffled(orgIds, random).map((id) => ({ id, ...times }))
    await Promise.all([
      mirror.applyUsers(users(), webhook),
      mirror.applyOrganizations(organizations(), webhook),
      mirror.applyMemberships(memberships(), webhook),
      mirror.applyUsers(users(), webhook),
      mirror.applyMemberships(memberships(), webhook),
      mirror.applyOrganizations(organizations(), webhook),
    ])
  }
  const { rows } = await db.pool.query(`SELECT count(*)::int AS users FROM roster.app_user WHERE first_name = 'v10'`)
  expect(rows).toEqual([{ users: 200 }])
})
