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

test('changed leads replace their old versions, and new leads are added to the first page', () => {
  expect(names({ changed: [lead('c', 2), lead('d')] })).toEqual([['d 1', 'a 1', 'b 3'], ['c 2']])
})

test('a lead that is newer on the page is not replaced by an older version', () => {
  expect(names({ changed: [lead('b', 2)] })).toEqual([['a 1', 'b 3'], ['c 1']])
})

test('deleted leads are removed, even if the same answer changes them', () => {
  expect(names({ changed: [lead('a', 2), lead('e')], deleted: ['a', 'e'] })).toEqual([['b 3'], ['c 1']])
})
