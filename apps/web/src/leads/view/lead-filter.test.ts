import { describe, expect, test } from 'vitest'
import { isShown, readFilter, writeFilter, type LeadFilter } from './lead-filter.ts'

const me = 'user_me'

describe('the filter of the leads', () => {
  test.each<[string, LeadFilter]>([
    ['', { kind: 'all' }],
    ['assignee=me', { kind: 'person', id: me }],
    ['assignee=none', { kind: 'unassigned' }],
    ['assignee=user_bob', { kind: 'person', id: 'user_bob' }],
  ])('the address “?%s” is read and written back unchanged', (query, filter) => {
    expect(readFilter(new URLSearchParams(query), me)).toEqual(filter)
    expect(new URLSearchParams(writeFilter(filter, me)).toString()).toBe(query)
  })

  test('shows all leads, unassigned leads or one person’s leads', () => {
    const leads = [{ assigneeId: null }, { assigneeId: me }, { assigneeId: 'user_bob' }]
    const shown = (filter: LeadFilter) =>
      leads.filter((lead) => isShown(lead, filter)).map(({ assigneeId }) => assigneeId)
    expect(shown({ kind: 'all' })).toEqual([null, me, 'user_bob'])
    expect(shown({ kind: 'unassigned' })).toEqual([null])
    expect(shown({ kind: 'person', id: 'user_bob' })).toEqual(['user_bob'])
  })
})
