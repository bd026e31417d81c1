import type { Member, User } from '@roster/api'
import { expect, test } from 'vitest'
import { arrangePeople } from './arrange-people.ts'
import { readSort } from './team-view.ts'

const user = (id: string, email: string | null): User => ({
  id,
  firstName: id,
  lastName: null,
  email,
  profilePictureUrl: null,
  createdAt: '2024-01-10T08:00:00.000Z',
  updatedAt: '2024-01-10T08:00:00.000Z',
  clerkId: id,
  clerkOrgId: 'org_1',
})
const ann = user('ann', 'z@acme.test')
const bob = user('bob', null)
const cem = user('cem', 'B@acme.test')
const dee = user('dee', 'a@acme.test')
const byName = [ann, bob, cem, dee]

const member = (userId: string, role: string, status: Member['status'], year: number): [string, Member] => [
  userId,
  { userId, role, status, joinedAt: `${year}-01-01T00:00:00.000Z` },
]
const memberOf = new Map([
  member('ann', 'org:member', 'active', 2022),
  member('bob', 'org:admin', 'banned', 2024),
  member('cem', 'org:member', 'deprovisioned', 2023),
])
const names: Record<string, string> = { 'org:member': 'Member', 'org:admin': 'Admin' }
const facts = { memberOf, roleName: (id: string) => names[memberOf.get(id)?.role ?? ''] }

function ids(how: { found?: User[]; sort?: string; role?: string; status?: 'active' | 'banned' | 'deactivated' }) {
  const { found = byName, sort = null, role = null, status = null } = how
  return arrangePeople(found, byName, { sort: readSort(sort), role, status }, facts).map(({ id }) => id)
}

test.each([
  ['name', ['ann', 'bob', 'cem', 'dee']],
  ['-name', ['dee', 'cem', 'bob', 'ann']],
  ['email', ['dee', 'cem', 'ann', 'bob']],
  ['-email', ['ann', 'cem', 'dee', 'bob']],
  ['role', ['bob', 'ann', 'cem', 'dee']],
  ['-role', ['ann', 'cem', 'bob', 'dee']],
  ['joined', ['ann', 'cem', 'bob', 'dee']],
  ['-joined', ['bob', 'cem', 'ann', 'dee']],
])('sorting by %s keeps equal values in the order of names and puts unknown values last', (sort, order) => {
  expect(ids({ sort })).toEqual(order)
})

test('without a sort the people keep the order of the search', () => {
  expect(ids({ found: [cem, ann] })).toEqual(['cem', 'ann'])
  expect(ids({ found: [cem, ann], sort: 'name' })).toEqual(['ann', 'cem'])
})

test('the filters show only members with that role and status', () => {
  expect(ids({ role: 'org:member' })).toEqual(['ann', 'cem'])
  expect(ids({ status: 'active' })).toEqual(['ann'])
  expect(ids({ status: 'banned' })).toEqual(['bob'])
  expect(ids({ status: 'deactivated', role: 'org:member' })).toEqual(['cem'])
  expect(ids({ status: 'deactivated', role: 'org:admin' })).toEqual([])
})
