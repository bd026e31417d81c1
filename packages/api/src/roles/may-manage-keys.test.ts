import { createMirror } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { acme, fill, membershipRecord, session, testApi, userRecord } from '../../testing/test-api.ts'
import { createMayManageKeys } from './may-manage-keys.ts'

const permissions = ['org:sys_api_keys:manage']

test('the permission in the claims counts for any role, unless the membership changed after the claims were made', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: [userRecord('user_1')] })
  const { services } = testApi(db)
  const mayManage = createMayManageKeys()
  const after = { permissions, claimsMs: Date.now() + 5_000 }
  expect(mayManage(await services.admit(session('user_1', acme)))).toBe(false)
  expect(mayManage(await services.admit(session('user_1', acme, after)))).toBe(true)
  expect(mayManage(await services.admit(session('user_1', acme, { permissions, claimsMs: 1 })))).toBe(false)
  const promoted = membershipRecord(acme, 'user_1', { role: 'org:admin', updatedMs: Date.now() })
  await createMirror(db.pool).applyMemberships([promoted], { kind: 'webhook' })
  expect(mayManage(await services.admit(session('user_1', acme, { permissions, claimsMs: 1 })))).toBe(true)
})
