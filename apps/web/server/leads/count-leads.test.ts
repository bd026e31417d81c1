import { verifiedOrganizationId } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { openLeads } from './open-leads.ts'

test('a person’s leads are counted in one organization only', async () => {
  await using db = await testDb()
  const store = await openLeads(db, createLog('error'))
  const lead = (assigneeId: string | null) => ({ name: 'Ada', company: null, assigneeId, createdAt: new Date(0) })
  await store.seed('org_acme', [lead('user_1'), lead('user_1'), lead('user_2'), lead(null)])
  await store.seed('org_globex', [lead('user_1')])
  const [acme, globex] = [verifiedOrganizationId('org_acme'), verifiedOrganizationId('org_globex')]
  expect(await store.count(acme, 'user_1')).toBe(2)
  expect(await store.count(globex, 'user_1')).toBe(1)
  expect(await store.count(globex, 'user_2')).toBe(0)
})
