import type { Member, Person, User } from '@roster/api'
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
const membership = (status: Member['status']) => ({
  byId: new Map([[ada.id, ada]]),
  memberOf: new Map([[ada.id, { userId: ada.id, role: 'org:member', status, joinedAt: ada.createdAt }]]),
})
const team = membership('active')
const former = (status: Person['status'], name: string | null = 'Walter Gone') =>
  new Map([['user_walter', { id: 'user_walter', name, profilePictureUrl: null, status }]])

test('a member is shown by name', () => {
  expect(assigneeOf('user_ada', team, former('left'))).toMatchObject({ name: 'Ada Lovelace', gone: null })
})

test('a former member is shown by name and marked as left', () => {
  expect(assigneeOf('user_walter', team, former('left'))).toMatchObject({ name: 'Walter Gone', gone: 'Left' })
})

test('a deactivated member is shown by name and marked as deactivated', () => {
  for (const status of ['banned', 'deprovisioned'] as const)
    expect(assigneeOf('user_ada', membership(status), new Map())).toMatchObject({
      name: 'Ada Lovelace',
      gone: 'Deactivated',
    })
  expect(assigneeOf('user_walter', team, former('deactivated'))).toMatchObject({
    name: 'Walter Gone',
    gone: 'Deactivated',
  })
})

test('a deleted user is shown without a name', () => {
  expect(assigneeOf('user_walter', team, former('deleted', null))).toMatchObject({
    name: 'Deleted user',
    gone: 'Deleted',
  })
})

test.each([null, '', ' ', '\u200B', '\u3164\u00AD'])('the name %j of a former member is shown as no name', (name) => {
  expect(assigneeOf('user_walter', team, former('left', name))).toMatchObject({ name: 'No name', gone: 'Left' })
})

test('a new member who is not in the list yet is not marked as left', () => {
  expect(assigneeOf('user_walter', team, former('active'))).toMatchObject({ name: 'Walter Gone', gone: null })
})

test('an unknown id is shown as an unknown person', () => {
  expect(assigneeOf('user_other', team, new Map([['user_other', null]]))).toMatchObject({ name: 'Unknown person' })
})

test('a person is not shown as unknown before the answer arrives', () => {
  expect(assigneeOf('user_other', team, former('left'))).toBeNull()
})
