import { expect, test } from 'vitest'
import { readView, writeView } from './team-view.ts'

const nothing = { query: '', sort: null, role: null, status: null, person: null }
const read = (search: string) => readView(new URLSearchParams(search))

test('an address without parameters shows everybody in the usual order', () => {
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
])('a value that the page does not know counts as none: %s', (search) => {
  expect(read(search)).toEqual(nothing)
})

test('a change keeps the other parts and the parameters of others', () => {
  const params = new URLSearchParams('q=ann&theme=x')
  const changed = writeView(params, { sort: { key: 'email', descending: false }, person: 'user_1' })
  expect(changed.toString()).toBe('q=ann&theme=x&sort=email&person=user_1')
  expect(writeView(changed, { query: '', sort: null, person: null }).toString()).toBe('theme=x')
})

test('a value that the page does not know goes with the next change', () => {
  expect(writeView(new URLSearchParams('sort=age&status=gone'), { query: 'ann' }).toString()).toBe('q=ann')
})
