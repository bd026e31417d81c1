import { expect, test } from 'vitest'
import { readView, writeView } from './lead-view.ts'

const me = 'user_me'

test.each(['', 'assignee=me&q=red+wood&sort=name', 'assignee=user_gone&sort=assignee', 'assignee=none&q=%26'])(
  'the address “?%s” is read and written back unchanged',
  (address) => {
    const view = readView(new URLSearchParams(address), me)
    expect(new URLSearchParams(writeView(view, me)).toString()).toBe(address)
  },
)

test('an unknown order in the address falls back to newest first', () => {
  expect(readView(new URLSearchParams('sort=__proto__'), me)).toEqual({
    filter: { kind: 'all' },
    query: '',
    sort: 'newest',
  })
})
