import type { User } from '@roster/api'
import { createRanker } from '@roster/team-picker'
import { expect, test } from 'vitest'
import type { ReadyTeam } from '../team/team.ts'
import { pickerPeople } from './picker-people.ts'

const person = (id: string): User => ({
  id,
  firstName: id,
  lastName: null,
  email: null,
  profilePictureUrl: null,
  createdAt: '2024-01-01T00:00:00.000Z',
  updatedAt: '2024-01-01T00:00:00.000Z',
  clerkId: id,
  clerkOrgId: 'org_acme',
})
const people = ['ada', 'ben', 'eve'].map(person)
const byId = new Map(people.map((each) => [each.id, each]))
const team: ReadyTeam = { me: 'ada', orgName: 'Acme', status: 'ready', people, byId, ranker: createRanker(people) }
const former = (status: 'deactivated' | 'left') =>
  new Map([['ben', { id: 'ben', name: 'Ben', profilePictureUrl: null, status }]])

test('who is deactivated is not offered, neither in the list nor by a search', () => {
  const offered = pickerPeople(team, former('deactivated'))
  expect(offered.people.map(({ id }) => id)).toEqual(['ada', 'eve'])
  expect(offered.ranker).toBeUndefined()
})

test('while nobody is, everybody is offered with the index of the page', () => {
  for (const none of [new Map(), former('left')]) {
    expect(pickerPeople(team, none).people).toBe(people)
    expect(pickerPeople(team, none).ranker).toBe(team.ranker)
  }
})
