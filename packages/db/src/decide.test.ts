/* oxlint-disable unicorn/no-thenable -- a rule reads `when` this, `then` that, and no promise takes it */
import { expect, test } from 'vitest'
import { decide, type Change, type Decision, type StoredRow } from './decide.ts'
import { FENCE, memberships, singles, type Case } from '../testing/decide-domain.ts'

/** The rules as sentences, first match wins: deliberately written another way than the code under test. */
type Facts = Case & { fresh: boolean }
type Rule = { says: string; when: (facts: Facts) => boolean; then: Decision | ((facts: Facts) => Decision) }

const row = ({ row }: Facts): StoredRow =>
  row ?? { state: 'unknown', incarnation: null, updatedMs: 0, contentHash: '', writtenAt: 0 }
const made = (value: StoredRow | Change) =>
  'incarnation' in value && value.incarnation ? value.incarnation.createdMs : 0
const id = (value: StoredRow | Change) =>
  'incarnation' in value && value.incarnation ? value.incarnation.membershipId : ''
const older = (f: Facts) => made(f.change) < made(row(f))
const newer = (f: Facts) => made(f.change) > made(row(f))
const sameTimeOtherId = (f: Facts) => made(f.change) === made(row(f)) && id(f.change) !== id(row(f))
const nothingKnown = (f: Facts) => f.row === undefined || f.row.state === 'unknown'
const freshElseResync = (f: Facts): Decision => (f.fresh ? 'write' : 'resync')
const edit = (f: Facts) => (f.change.kind === 'live' ? Math.sign(f.change.updatedMs - row(f).updatedMs) : 0)

const rules: Record<Change['kind'], Rule[]> = {
  live: [
    { says: 'no row, or unknown', when: nothingKnown, then: 'write' },
    { says: 'older incarnation', when: older, then: 'ignore' },
    { says: 'same created_ms, other id', when: sameTimeOtherId, then: freshElseResync },
    {
      says: 'absent: only a fresh point read revives',
      when: (f) => row(f).state === 'absent',
      then: (f) => (f.fresh && f.change.kind === 'live' && f.change.source.kind === 'point' ? 'write' : 'resync'),
    },
    { says: 'newer incarnation', when: newer, then: 'write' },
    { says: 'deleted', when: (f) => row(f).state === 'deleted', then: 'ignore' },
    { says: 'higher updated_ms', when: (f) => edit(f) === 1, then: 'write' },
    {
      says: 'equal updated_ms, other content',
      when: (f) => edit(f) === 0 && f.change.kind === 'live' && f.change.contentHash !== row(f).contentHash,
      then: freshElseResync,
    },
    { says: 'otherwise', when: () => true, then: 'ignore' },
  ],
  deleted: [
    { says: 'unknown row', when: nothingKnown, then: 'write' },
    { says: 'same created_ms, other id', when: sameTimeOtherId, then: 'resync' },
    { says: 'older incarnation', when: older, then: 'ignore' },
    { says: 'already so', when: (f) => row(f).state === 'deleted' && !newer(f), then: 'ignore' },
    { says: 'the same or a newer incarnation', when: () => true, then: 'write' },
  ],
  absent: [
    { says: 'live', when: (f) => f.row?.state === 'live', then: freshElseResync },
    { says: 'whatever else', when: () => true, then: 'ignore' },
  ],
}

function oracle(one: Case): Decision {
  const { change } = one
  const startedAt =
    change.kind === 'absent'
      ? change.startedAt
      : change.kind === 'live' && 'startedAt' in change.source
        ? change.source.startedAt
        : null
  const facts = { ...one, fresh: startedAt !== null && startedAt - FENCE > (one.row?.writtenAt ?? 0) }
  const rule = rules[change.kind].find(({ when }) => when(facts))
  if (!rule) throw new Error('the rules must cover every input')
  return typeof rule.then === 'function' ? rule.then(facts) : rule.then
}

test.each([
  ['memberships', memberships],
  ['users and organizations', singles],
])('every decision about %s is the one that the rules name', (_, cases) => {
  const wrong = cases().filter((one) => decide(one.row, one.change, FENCE) !== oracle(one))
  expect(wrong).toEqual([])
})

test('the domain reaches every outcome of every kind of change', () => {
  const reached = new Set([...memberships(), ...singles()].map((one) => `${one.change.kind} ${oracle(one)}`))
  expect([...reached].sort()).toEqual([
    'absent ignore',
    'absent resync',
    'absent write',
    'deleted ignore',
    'deleted resync',
    'deleted write',
    'live ignore',
    'live resync',
    'live write',
  ])
})
