import { expect, test } from 'vitest'
import { readView, writeView } from './team-view.ts'

const nothing = { query: '', sort: null, role: null, status: null, person: null }
const read = (search: string) => readView(new URLSearchParams(search))

test('an address without parameters shows everyone in the default order', () => {
  expect(read('')).toEqual(nothing)
})

test('each parameter sets its part of the view', () => {
  expect(read('q=ann+lee&sort=-joined&role=org:admin&status=banned&person=user_1')).toEqual({
    query: 'ann lee',
    sort: { key: 'joined', descending: true },
    role: 'org:admin',
    status: 'banned',
    person: 'user_1',
  })
})

test.each([
  'sort=',
  'sort=-',
  'sort=age',
  'sort=--name',
  'status=',
  'status=gone',
  'status=Active',
  'role=',
  'person=',
])('an unknown value in the address is ignored: %s', (search) => {
  expect(read(search)).toEqual(nothing)
})

test('a change keeps the rest of the view and unrelated parameters', () => {
  const params = new URLSearchParams('q=ann&theme=x')
  const changed = writeView(params, { sort: { key: 'email', descending: false }, person: 'user_1' })
  expect(changed.toString()).toBe('q=ann&theme=x&sort=email&person=user_1')
  expect(writeView(changed, { query: '', sort: null, person: null }).toString()).toBe('theme=x')
})

test('an unknown value is removed from the address by the next change', () => {
  expect(writeView(new URLSearchParams('sort=age&status=gone'), { query: 'ann' }).toString()).toBe('q=ann')
})
