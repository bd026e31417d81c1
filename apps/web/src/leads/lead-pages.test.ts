import type { Lead } from '../../server/leads/leads-router.ts'
import { expect, test } from 'vitest'
import { changedPages } from './lead-pages.ts'

const lead = (id: string, version = 1): Lead => ({
  id,
  name: `${id} ${version}`,
  company: null,
  assigneeId: null,
  sharedWith: [],
  version,
  createdAt: '2026-01-01T00:00:00.000Z',
})
const pages = [
  { revision: 1, leads: [lead('a'), lead('b', 3)], next: null },
  { revision: 1, leads: [lead('c')], next: null },
]
const names = (news: { changed?: Lead[]; deleted?: string[] }) =>
  changedPages(pages, { revision: 2, changed: [], deleted: [], ...news }).map(({ leads }) =>
    leads.map(({ name }) => name),
  )

test('changed leads take the places of the old ones, and new ones join the first page', () => {
  expect(names({ changed: [lead('c', 2), lead('d')] })).toEqual([['d 1', 'a 1', 'b 3'], ['c 2']])
})

test('a lead that is newer here is not set back', () => {
  expect(names({ changed: [lead('b', 2)] })).toEqual([['a 1', 'b 3'], ['c 1']])
})

test('deleted leads go, also when they changed before', () => {
  expect(names({ changed: [lead('a', 2), lead('e')], deleted: ['a', 'e'] })).toEqual([['b 3'], ['c 1']])
})
