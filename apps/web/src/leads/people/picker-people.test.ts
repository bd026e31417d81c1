import type { User } from '@roster/api'
import { createRanker } from '@roster/team-picker'
import { expect, test } from 'vitest'
import type { ReadyTeam } from '../../team/team.ts'
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
const team: ReadyTeam = {
  me: 'ada',
  orgName: 'Acme',
  status: 'ready',
  people,
  byId,
  memberOf: new Map(),
  ranker: createRanker(people),
  isLive: true,
}
const former = (status: 'deactivated' | 'left') =>
  new Map([['ben', { id: 'ben', name: 'Ben', profilePictureUrl: null, status }]])

test('a deactivated member can’t be picked and the reason is shown; all other members can be picked', () => {
  for (const [status, reason] of [
    ['deactivated', 'Deactivated'],
    ['left', null],
  ] as const) {
    const { unpickable, ...offered } = pickerPeople(team, former(status))
    expect(people.map((each) => unpickable?.(each))).toEqual([null, reason, null])
    expect(offered).toEqual({ me: 'ada', people, ranker: team.ranker, status: 'ready' })
  }
})
