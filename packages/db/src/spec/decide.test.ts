/* oxlint-disable unicorn/no-thenable -- a rule has the keys `when` and `then`, and is never awaited */
import { expect, test } from 'vitest'
import { decide, type Change, type Decision, type StoredRow } from './decide.ts'
import { MOMENT, memberships, singles, type Case } from '../../testing/decide-domain.ts'

/** The rules as a list in which the first match applies: deliberately a different form from the code under test. */
type Facts = Case & { fresh: boolean; startedAt: number }
type Rule = { says: string; when: (facts: Facts) => boolean; then: Decision | ((facts: Facts) => Decision) }

const row = ({ row }: Facts): StoredRow =>
  row ?? { state: 'unknown', incarnation: null, updatedMs: 0, contentHash: '', writtenAt: 0, doubt: null }
const made = (value: StoredRow | Change) =>
  'incarnation' in value && value.incarnation ? value.incarnation.createdMs : 0
const id = (value: StoredRow | Change) =>
  'incarnation' in value && value.incarnation ? value.incarnation.membershipId : ''
const older = (f: Facts) => made(f.change) < made(row(f))
const newer = (f: Facts) => made(f.change) > made(row(f))
const sameTimeOtherId = (f: Facts) => made(f.change) === made(row(f)) && id(f.change) !== id(row(f))
const nothingKnown = (f: Facts) => f.row === undefined || f.row.state === 'unknown'
const freshElseResync = (f: Facts): Decision => (f.fresh ? 'write' : 'resync')
const point = (f: Facts) => f.change.kind === 'live' && f.change.source.kind === 'point'
/** The doubt that an earlier read left on this row, if its time is credible. */
const doubt = (f: Facts) => (row(f).doubt && row(f).doubt?.since !== 2_000 ? row(f).doubt : null)
const twice = (f: Facts, says: string): Decision => {
  const first = doubt(f)
  return first?.says === says && f.startedAt - first.since >= MOMENT.apart ? 'write' : 'doubt'
}
const version = (f: Facts) => (f.change.kind === 'live' ? `${f.change.updatedMs} ${f.change.contentHash}` : '')
const edit = (f: Facts) => (f.change.kind === 'live' ? Math.sign(f.change.updatedMs - row(f).updatedMs) : 0)

const rules: Record<Change['kind'], Rule[]> = {
  live: [
    { says: 'no row, or unknown', when: nothingKnown, then: 'write' },
    { says: 'older incarnation', when: older, then: 'ignore' },
    {
      says: 'same created_ms, other id: two point reads must agree',
      when: sameTimeOtherId,
      then: (f) => (f.fresh && point(f) ? twice(f, version(f)) : 'resync'),
    },
    {
      says: 'absent, and an older version of the same: two point reads must agree',
      when: (f) => row(f).state === 'absent' && !newer(f) && edit(f) === -1 && f.fresh && point(f),
      then: (f) => twice(f, version(f)),
    },
    {
      says: 'absent: only a fresh point read revives',
      when: (f) => row(f).state === 'absent',
      then: (f) => (f.fresh && point(f) ? 'write' : 'resync'),
    },
    { says: 'newer incarnation', when: newer, then: 'write' },
    { says: 'deleted', when: (f) => row(f).state === 'deleted', then: 'ignore' },
    { says: 'higher updated_ms', when: (f) => edit(f) === 1, then: 'write' },
    {
      says: 'equal updated_ms, other content',
      when: (f) => edit(f) === 0 && f.change.kind === 'live' && f.change.contentHash !== row(f).contentHash,
      then: freshElseResync,
    },
    { says: 'lower, of a webhook or a read from before', when: (f) => edit(f) === -1 && !f.fresh, then: 'ignore' },
    { says: 'lower in a list: asks for a point read', when: (f) => edit(f) === -1 && !point(f), then: 'resync' },
    { says: 'lower: two point reads must agree', when: (f) => edit(f) === -1, then: (f) => twice(f, version(f)) },
    {
      says: 'the same as a row in doubt: the doubt ends',
      when: (f) => f.fresh && f.startedAt > (row(f).doubt?.since ?? Number.POSITIVE_INFINITY),
      then: 'confirm',
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
    {
      says: 'no row, absent or deleted',
      when: (f) => !['live', 'unknown'].includes(f.row?.state ?? ''),
      then: 'ignore',
    },
    {
      says: 'a stub of what one read ends',
      when: (f) => nothingKnown(f) && f.change.kind === 'absent' && f.change.reads === 1,
      then: 'ignore',
    },
    { says: 'not fresh', when: (f) => !f.fresh, then: 'resync' },
    {
      says: 'two reads must agree',
      when: (f) => f.change.kind === 'absent' && f.change.reads === 2,
      then: (f) => twice(f, 'absent'),
    },
    {
      says: 'no read is enough',
      when: (f) => f.change.kind === 'absent' && f.change.reads > 2,
      then: 'doubt',
    },
    { says: 'one read', when: () => true, then: 'write' },
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
  const written = one.row?.writtenAt ?? 0
  const fresh =
    startedAt !== null && startedAt < MOMENT.now && (written > MOMENT.now || startedAt - MOMENT.fence > written)
  const facts = { ...one, fresh, startedAt: startedAt ?? 0 }
  const rule = rules[change.kind].find(({ when }) => when(facts))
  if (!rule) throw new Error('the rules must cover every input')
  return typeof rule.then === 'function' ? rule.then(facts) : rule.then
}

test.each([
  ['memberships', memberships],
  ['users', () => singles(1)],
  ['organizations', () => singles(2)],
])('every decision about %s follows the rules', (_, cases) => {
  const wrong = cases().filter((one) => decide(one.row, one.change, MOMENT) !== oracle(one))
  expect(wrong).toEqual([])
})

test('the domain reaches every outcome of every kind of change', () => {
  const reached = new Set([...memberships(), ...singles(2)].map((one) => `${one.change.kind} ${oracle(one)}`))
  expect([...reached].sort()).toEqual([
    'absent doubt',
    'absent ignore',
    'absent resync',
    'absent write',
    'deleted ignore',
    'deleted resync',
    'deleted write',
    'live confirm',
    'live doubt',
    'live ignore',
    'live resync',
    'live write',
  ])
})
