import { assert, expect, test } from 'vitest'
import { testDb } from '../../testing/index.ts'
import { createMirror } from '../mirror/create-mirror.ts'

const ORG = 'org_1'

test.each([
  ['due', true],
  ['not due', false],
])('an organization that was %s is reconciled again if it is hurried during its reconcile', async (_what, wasDue) => {
  await using db = await testDb()
  // Times of the embedded database differ from one millisecond to the next only.
  const after = (seconds: number) =>
    createMirror(db.background, { now: `(clock_timestamp() + interval '${seconds} seconds')`, fence: 0 })
  await after(0).applyOrganizations([{ id: ORG, createdMs: 1, updatedMs: 1 }], { kind: 'webhook' })
  const filling = await after(0).leaseOrganization(ORG)
  assert(filling)
  await after(0).endLease(filling, 'completed')
  if (wasDue) await after(1).hurryOrganization(ORG)
  const first = await after(2).leaseOrganization(ORG)
  assert(first)
  await after(3).hurryOrganization(ORG)
  await after(4).endLease(first, 'completed')

  const [second] = await after(5).leaseOrganizations(1)
  assert(second)
  await after(6).endLease(second, 'completed')
  expect(await after(7).leaseOrganizations(1)).toEqual([])
})
