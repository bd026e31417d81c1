import { expect, test } from 'vitest'
import { testDb } from '../../../testing/index.ts'
import { columnsOfDatabase, columnsOfSchema } from '../../../testing/schema-columns.ts'

test('schema.prisma declares the tables that the migrations create: names, types and nullability', async () => {
  await using db = await testDb()
  const declared = await columnsOfSchema(new URL('../../../prisma/schema.prisma', import.meta.url))
  expect(await columnsOfDatabase(db, 'roster')).toEqual(declared)
  expect(declared).toContain('roster.membership.org_id text required')
})
