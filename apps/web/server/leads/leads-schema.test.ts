import { columnsOfDatabase, columnsOfSchema, testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { openLeads } from './open-leads.ts'

test('schema.prisma declares the same tables as the migrations', async () => {
  await using db = await testDb()
  await openLeads(db, createLog('error'))
  const declared = await columnsOfSchema(new URL('prisma/schema.prisma', import.meta.url))
  expect(await columnsOfDatabase(db, 'leads')).toEqual(declared)
  expect(declared).toContain('leads.lead.org_id text required')
})
