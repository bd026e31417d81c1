import { assert, expect, test } from 'vitest'
import { testDb } from '../../testing/index.ts'
import { createMirror } from '../mirror/create-mirror.ts'

const ORG = 'org_1'

test.each([
  ['due', true],
  ['not due', false],
])('an organization that was %s is reconciled again if it is hurried during its reconcile', async (_what, wasDue) => {
  await using db = await testDb()
  const mirror = createMirror(db.background)
  await mirror.applyOrganizations([{ id: ORG, createdMs: 1, updatedMs: 1 }], { kind: 'webhook' })
  const filling = await mirror.leaseOrganization(ORG)
  assert(filling)
  await mirror.endLease(filling, 'completed')
  if (wasDue) await mirror.hurryOrganization(ORG)
  const first = await mirror.leaseOrganization(ORG)
  assert(first)
  await mirror.hurryOrganization(ORG)
  await mirror.endLease(first, 'completed')

  const [second] = await mirror.leaseOrganizations(1)
  assert(second)
  await mirror.endLease(second, 'completed')
  expect(await mirror.leaseOrganizations(1)).toEqual([])
})
