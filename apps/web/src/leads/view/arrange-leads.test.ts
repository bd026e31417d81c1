import type { Lead } from '../../../server/leads/leads-router.ts'
import { expect, test } from 'vitest'
import { arrangeLeads } from './arrange-leads.ts'
import type { LeadView } from './lead-view.ts'

const lead = (name: string, more: Partial<Lead> = {}): Lead => ({
  id: name,
  name,
  company: null,
  assigneeId: null,
  sharedWith: [],
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  ...more,
})
const leads = [
  lead('José Brandt', { company: 'Northwind Labs', assigneeId: 'dana', createdAt: '2026-01-03T00:00:00.000Z' }),
  lead('ada Abbott', { assigneeId: 'bob' }),
  lead('Zoe Castro', { company: 'Bluebird', createdAt: '2026-01-02T00:00:00.000Z' }),
  lead('Ben Duarte', { assigneeId: 'bob', createdAt: '2026-01-04T00:00:00.000Z' }),
]
const people: Record<string, string> = { bob: "Bob O'Brien", dana: 'Dana Whitfield' }

function shown(view: Partial<LeadView>): string[] {
  const whole: LeadView = { filter: { kind: 'all' }, query: '', sort: 'newest', ...view }
  return arrangeLeads(leads, whole, (id) => people[id] ?? null).map(({ name }) => name.split(' ')[0] ?? '')
}

test('leads are sorted newest first, by name or by assignee, with unassigned leads last', () => {
  expect(shown({})).toEqual(['Ben', 'José', 'Zoe', 'ada'])
  expect(shown({ sort: 'name' })).toEqual(['ada', 'Ben', 'José', 'Zoe'])
  expect(shown({ sort: 'assignee' })).toEqual(['Ben', 'ada', 'José', 'Zoe'])
})

test.each([
  ['jose', ['José']],
  ['LABS north', ['José']],
  ['dana', ['José']],
  ['brien', ['Ben', 'ada']],
  ['  ', ['Ben', 'José', 'Zoe', 'ada']],
  ['zoe bob', []],
])('a search for “%s” matches name, company and assignee, ignoring case and accents', (query, found) => {
  expect(shown({ query })).toEqual(found)
})

test.each([
  ['o’brien', "Liam O'Brien"],
  ['obrien', 'Liam O’Brien'],
  ["o'brien", 'Liam OBrien'],
  ['strasse', 'Haus Straße 5'],
  ['mueller', 'Müller'],
  ['müller', 'Muller'],
  ['lukasz', 'Łukasz'],
  ['ILHAN', 'İlhan'],
  ['kilic', 'Kılıç'],
  ['ρίτσος', 'ΡΙΤΣΟΣ'],
  ['алена', 'Алёна'],
  ['たろう', 'タロウ'],
  ['علی', 'علي'],
  ['acme', 'Ａｃｍｅ'],
  ['\u200Bzoe\u00A0castro\t', 'Zoe Castro'],
  ['Castro, Zoe', 'Zoe Castro'],
  ['at&t', 'AT&T'],
  ['🦄', '🦄 Inc'],
])('a search for “%s” finds the lead %s, as the picker does', (query, name) => {
  const found = (leads: Lead[]) =>
    arrangeLeads(leads, { filter: { kind: 'all' }, query, sort: 'newest' }, () => null).map((one) => one.name)
  expect(found([lead(name), lead('Qqq')])).toEqual([name])
})

test('a search considers the first 1,000 characters of a paste', () => {
  expect(shown({ query: `  ben ${'Ben '.repeat(249)} nobody` })).toEqual(['Ben'])
  expect(shown({ query: `ben ${'Ben '.repeat(240)} nobody` })).toEqual([])
})

test('a lead must match both the search and the filter', () => {
  expect(shown({ query: 'b', filter: { kind: 'person', id: 'bob' }, sort: 'name' })).toEqual(['ada', 'Ben'])
  expect(shown({ query: 'blue', filter: { kind: 'unassigned' } })).toEqual(['Zoe'])
})
