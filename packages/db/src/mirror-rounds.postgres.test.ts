import { expect, test } from 'vitest'
import type { MirrorStore } from './mirror-store.ts'
import { createMirror } from './mirror.ts'
import type { Db } from './open-db.ts'
import { createRandom, testDb } from './testing.ts'
import type { Delivery } from './testing/rounds/delivery.ts'
import { readThenWrite } from './testing/rounds/read-then-write.ts'
import { runRound, type Violation } from './testing/rounds/run-round.ts'

const SEED = 1
const ROUNDS = 1_000
const MUTANT_ROUNDS = 200

type Apply = (delivery: Delivery, mirror: MirrorStore, db: Db) => Promise<unknown>

async function violationsOf(rounds: number, apply: Apply): Promise<Violation[]> {
  await using db = await testDb()
  // Without the fence, so that a read may be believed at once.
  const mirror = createMirror(db.pool, { now: 'clock_timestamp()', fence: 0 })
  const random = createRandom(SEED)
  const violations: Violation[] = []
  for (let round = 0; round < rounds; round++)
    violations.push(...(await runRound(db, mirror, random, round, (delivery) => apply(delivery, mirror, db))))
  return violations
}

test(
  `${ROUNDS} rounds of events at once from seed ${SEED}: none diverges, goes back or shows again who was deleted`,
  { timeout: 300_000 },
  async () => {
    expect(await violationsOf(ROUNDS, (delivery, mirror) => delivery.run(mirror))).toEqual([])
  },
)

test(
  `the same decisions as a read, then a write: ${MUTANT_ROUNDS} of the same rounds diverge and show again who was deleted`,
  { timeout: 300_000 },
  async () => {
    const violations = await violationsOf(MUTANT_ROUNDS, (delivery, _, db) => readThenWrite(db.pool, delivery))
    const kinds = new Set(violations.map(({ kind }) => kind))
    expect(kinds).toContain('divergence')
    expect(kinds).toContain('resurrection')
  },
)

test('read, then written, but one event after the other, nothing is harmed', { timeout: 300_000 }, async () => {
  let last = Promise.resolve()
  const inTurn: Apply = (delivery, _, db) => (last = last.then(() => readThenWrite(db.pool, delivery)))
  expect(await violationsOf(MUTANT_ROUNDS / 2, inTurn)).toEqual([])
})
