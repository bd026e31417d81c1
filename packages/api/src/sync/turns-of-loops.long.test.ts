import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { wholeRecord } from '../../testing/odd-fields.ts'
import { stubbedMirror } from '../../testing/stubbed-mirror.ts'
import { reconcileLeased } from './reconcile/reconcile.ts'

let it: Awaited<ReturnType<typeof stubbedMirror>>
beforeAll(async () => void (it = await stubbedMirror()))
afterAll(() => it[Symbol.asyncDispose]())

const orgIds = Array.from({ length: 30 }, (_, at) => `org_${String(at).padStart(2, '0')}`)
const odd = orgIds.filter((_, at) => at % 3 === 0)

beforeEach(async () => {
  await it.db.pool.query('TRUNCATE roster.organization, roster.membership, roster.app_user, roster.dead_letter')
  it.clerk.answer = () => undefined
  for (const orgId of orgIds) {
    it.put(orgId, 3)
    await it.store.applyOrganizations([{ id: orgId, createdMs: 1, updatedMs: 1 }], { kind: 'webhook' })
  }
  await it.advance(11)
  it.clerk.asked.length = 0
})

/** Runs the loop until nothing is due, and returns the organization and the outcome of each turn. */
async function takeTurns(): Promise<{ orgId: string; outcome: string }[]> {
  const turns = []
  for (let [lease] = await it.store.leaseOrganizations(1); lease; [lease] = await it.store.leaseOrganizations(1))
    turns.push({ orgId: lease.orgId, outcome: (await reconcileLeased(it.deps, lease)).outcome })
  return turns
}

test('30 organizations, 10 of them with odd records, take the same turns and calls as 30 without', async () => {
  expect(await takeTurns()).toHaveLength(30)
  const calls = it.clerk.asked.length
  await it.db.pool.query('UPDATE roster.organization SET confirmed_at = NULL')
  for (const orgId of odd) {
    const organization = it.clerk.organizations.get(orgId)
    organization?.users.splice(1, 1, { ...wholeRecord.user(orgId, 2), created_at: 'yesterday' })
    organization?.memberships.splice(2, 1, { ...wholeRecord.membership(orgId, 3), public_user_data: null })
  }
  it.clerk.asked.length = 0
  const turns = await takeTurns()
  expect(turns.filter(({ outcome }) => outcome === 'completed')).toHaveLength(30)
  expect(turns).toHaveLength(30)
  expect(it.clerk.asked.length).toBeLessThanOrEqual(1.3 * calls)
})

test.each([
  ['whose answers are not understood', () => Response.json({ data: 'none' }), 'not-understood', 2],
  ['for which Clerk fails', () => new Response('{}', { status: 500 }), 'unavailable', 3],
])(
  '10 organizations %s delay no turn of the other 20 after their first, and get fewer and fewer turns themselves',
  async (_, answer, outcome, calls) => {
    const isOdd = (path: string) => odd.some((orgId) => path.startsWith(`/v1/organizations/${orgId}`))
    it.clerk.answer = (path) => (isOdd(path) ? answer() : undefined)
    const first = await takeTurns()
    expect(first.filter((turn) => turn.outcome === 'completed')).toHaveLength(20)
    expect(first.filter((turn) => turn.outcome === outcome)).toHaveLength(10)
    expect(it.clerk.asked.filter(isOdd)).toHaveLength(10 * calls)

    // When all are due again, those that failed come last.
    await it.advance(24 * 3_600)
    const second = await takeTurns()
    expect(second.slice(0, 20).every((turn) => turn.outcome === 'completed')).toBe(true)
    expect(second).toHaveLength(30)

    // For the next hour: after 10 s, 20 s, … 15 min.
    let turns = 0
    for (let seconds = 0; seconds < 3_600; seconds += 180) {
      await it.advance(180)
      for (const { orgId } of await takeTurns()) if (orgId === odd[0]) turns += 1
    }
    expect(turns).toBeGreaterThanOrEqual(4)
    expect(turns).toBeLessThanOrEqual(9)
  },
)
