import type { Person, User } from '@roster/api'
import { expect, test } from 'vitest'
import { assigneeOf } from './assignee.ts'

const ada: User = {
  id: 'user_ada',
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@acme.test',
  profilePictureUrl: null,
  createdAt: '2024-01-01T00:00:00.000Z',
  updatedAt: '2024-01-01T00:00:00.000Z',
  clerkId: 'user_ada',
  clerkOrgId: 'org_acme',
}
const former = (status: Person['status'], name: string | null = 'Walter Gone') => ({
  byId: new Map([[ada.id, ada]]),
  former: new Map([['user_walter', { id: 'user_walter', name, profilePictureUrl: null, status }]]),
})

test('a member is shown by name', () => {
  expect(assigneeOf('user_ada', former('left'))).toMatchObject({ name: 'Ada Lovelace', gone: null })
})

test('a former member is shown by name and marked as left', () => {
  expect(assigneeOf('user_walter', former('left'))).toMatchObject({ name: 'Walter Gone', gone: 'Left' })
})

test('a deactivated member is shown by name and marked as deactivated', () => {
  const deactivated = { id: 'user_ada', name: 'Ada Lovelace', profilePictureUrl: null, status: 'deactivated' } as const
  const known = { byId: new Map([[ada.id, ada]]), former: new Map([['user_ada', deactivated]]) }
  expect(assigneeOf('user_ada', known)).toMatchObject({ name: 'Ada Lovelace', gone: 'Deactivated' })
  expect(assigneeOf('user_walter', former('deactivated'))).toMatchObject({ name: 'Walter Gone', gone: 'Deactivated' })
})

test('a deleted user is shown without a name', () => {
  expect(assigneeOf('user_walter', former('deleted', null))).toMatchObject({ name: 'Deleted user', gone: 'Deleted' })
})

test('a new member who is not in the list yet is not marked as left', () => {
  expect(assigneeOf('user_walter', former('active'))).toMatchObject({ name: 'Walter Gone', gone: null })
})

test('an unknown id is shown as an unknown person', () => {
  const nobody = { byId: new Map<string, User>(), former: new Map([['user_other', null]]) }
  expect(assigneeOf('user_other', nobody)).toMatchObject({ name: 'Unknown person' })
})

test('a person is not shown as unknown before the answer arrives', () => {
  expect(assigneeOf('user_other', former('left'))).toBeNull()
})
