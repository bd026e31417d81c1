import { expect, test } from 'vitest'
import { casePeople } from '../../cases/case-people.ts'
import { heldOutCases } from '../../cases/held-out-cases.ts'
import { tunedCases } from '../../cases/tuned-cases.ts'
import { acme, person } from '../../testing/people.ts'
import { createRanker } from './ranker.ts'

const ranker = createRanker(casePeople, 'en')
const ids = (query: string): string[] => ranker.rank(query).map((found) => found.id)

test.each([...tunedCases, ...heldOutCases])('%s: “%s” finds %j first', (_about, query, expected) => {
  expect(ids(query).slice(0, expected.length || 1)).toEqual(expected)
})

test('nothing typed lists everybody from A to Z', () => {
  const names = createRanker(acme, 'en').rank('  ')
  expect(names.map(({ id }) => id)).toEqual(['alice', 'blank', 'bob', 'grace', 'jose', 'nameless', 'sam-1', 'sam-2'])
})

test('the alphabet is that of the locale', () => {
  const people = [person('z', 'Zara', null), person('oe', 'Örjan', null)]
  expect(
    createRanker(people, 'sv')
      .rank('')
      .map(({ id }) => id),
  ).toEqual(['z', 'oe'])
  expect(
    createRanker(people, 'de')
      .rank('')
      .map(({ id }) => id),
  ).toEqual(['oe', 'z'])
})

test('somebody without a name and an email is found by id', () => {
  expect(
    createRanker(acme, 'en')
      .rank('blan')
      .map(({ id }) => id),
  ).toEqual(['blank'])
})

test('people with one name are known to share it', () => {
  const team = createRanker(acme, 'en')
  expect(acme.filter((member) => team.sharesName(member)).map(({ id }) => id)).toEqual(['sam-1', 'sam-2'])
})

test('a misspelling never comes before a match as typed', () => {
  const people = [person('joan', 'Aaron', 'Jonh'), person('john', 'Zoe', 'John')]
  expect(
    createRanker(people, 'en')
      .rank('john')
      .map(({ id }) => id),
  ).toEqual(['john', 'joan'])
})
