import type { OrganizationId, Standing } from '@roster/db'
import { describe, expect, test } from 'vitest'
import { acme, session } from '../../testing/test-api.ts'
import { toPublicError } from '../errors.ts'
import type { Confirmed, Known } from '../sync/request-sync.ts'
import { createAdmit, judge, READ_SCOPE, type AdmissionSync, type Verdict } from './admit.ts'
import type { Credential } from './authenticate.ts'

const NOW = 1_000_000
const organization: Standing['organization'] = {
  state: 'live',
  revision: 7n,
  memberRevision: 8n,
  syncedMs: 1,
  confirmedMs: 2,
}
const membership: Standing['membership'] = { state: 'live', role: 'org:admin', writtenMs: 500_000, checkedMs: null }
const whole: Standing = {
  organization,
  user: { state: 'live', deactivated: false },
  membership,
  sessionRevoked: false,
  nowMs: NOW,
}
const standing = (more: Partial<Standing> = {}): Standing => ({ ...whole, ...more })
const inOrganization = (more: { state?: 'deleted' | 'absent'; syncedMs?: null }) =>
  standing({ organization: { ...organization, ...more } })
const ended = (state: 'deleted' | 'absent', times: { writtenMs?: number; checkedMs?: number | null } = {}) =>
  standing({ membership: { ...membership, state, ...times } })

const admit: Verdict = { kind: 'admit' }
const refuse: Verdict = { kind: 'refuse' }
const unknown: Verdict = { kind: 'unknown' }
const ask = (withoutClerk: 'admit' | 'refuse' | 'unavailable'): Verdict => ({ kind: 'ask-clerk', withoutClerk })

describe('who may see the list', () => {
  const fresh = NOW - 1_000
  test.each<[string, Standing, number | null, Verdict]>([
    ['a live member', standing(), fresh, admit],
    ['a live member whose session was revoked', standing({ sessionRevoked: true }), fresh, refuse],
    ['a member of a deleted organization', inOrganization({ state: 'deleted' }), fresh, refuse],
    ['a deleted user', standing({ user: { state: 'deleted', deactivated: false } }), fresh, refuse],
    ['a deactivated user', standing({ user: { state: 'live', deactivated: true } }), fresh, refuse],
    ['a member of an organization that is not there', standing({ organization: null }), fresh, unknown],
    ['a member of an organization that was never read', inOrganization({ syncedMs: null }), fresh, unknown],
    ['a member of an absent organization', inOrganization({ state: 'absent' }), fresh, unknown],
    ['an API key of a live organization', standing({ user: null, membership: null }), null, admit],
    ['an API key of an unknown organization', standing({ organization: null, membership: null }), null, unknown],
    ['an API key of a deleted organization', inOrganization({ state: 'deleted' }), null, refuse],
    ['a leaver whose claims are from before', ended('deleted'), 400_000, refuse],
    ['a leaver whose claims are 5 s younger than the end', ended('deleted'), 505_000, refuse],
    ['a leaver whose claims are newer than that', ended('deleted'), 505_001, ask('unavailable')],
    ['an absent member whose claims are from before', ended('absent'), 400_000, refuse],
    ['an absent member whose claims are newer', ended('absent'), 505_001, ask('unavailable')],
    ['an absent member who was checked since', ended('absent', { checkedMs: 600_000 }), 605_000, refuse],
    [
      'a leaver whose claims are newer than the check',
      ended('deleted', { checkedMs: 600_000 }),
      605_001,
      ask('unavailable'),
    ],
    ['a leaver whose end is of the future', ended('deleted', { writtenMs: NOW + 1 }), 5_001, ask('unavailable')],
    ['a leaver whose end is of this moment', ended('deleted', { writtenMs: NOW }), NOW, refuse],
    ['a stranger with new claims', standing({ membership: null }), NOW - 65_000, ask('admit')],
    ['a stranger with older claims', standing({ membership: null }), NOW - 65_001, ask('refuse')],
    [
      'a stub of a membership with new claims',
      standing({ membership: { ...membership, state: 'unknown' } }),
      fresh,
      ask('admit'),
    ],
    ['a live member whose user is not there yet', standing({ user: null }), fresh, ask('admit')],
    ['the same with older claims', standing({ user: null }), NOW - 65_001, ask('unavailable')],
    [
      'a live member whose user is absent',
      standing({ user: { state: 'absent', deactivated: false } }),
      NOW - 65_001,
      ask('unavailable'),
    ],
  ])('%s', (_who, given, claimsMs, verdict) => {
    expect(judge(given, claimsMs)).toEqual(verdict)
  })
})

/** Admission that reads these standings in turn, with a record of the calls to Clerk. */
function admission(
  standings: Standing[],
  answers: { known?: Known; confirmed?: Confirmed; membersPermission?: string } = {},
) {
  const asked: string[] = []
  const clerk: AdmissionSync = {
    ensureKnown: async (orgId) => {
      asked.push(`known ${orgId}`)
      return answers.known ?? 'known'
    },
    confirmMembership: async (orgId, userId) => {
      asked.push(`${orgId} ${userId}`)
      return answers.confirmed ?? 'member'
    },
  }
  const admitCaller = createAdmit({
    readStanding: async () => standings.shift() ?? whole,
    sync: clerk,
    membersPermission: answers.membersPermission,
  })
  const outcome = (credential: Credential) =>
    admitCaller(credential).then(
      ({ orgId, role }) => `${orgId} ${role}`,
      (error: unknown) => toPublicError(error).code,
    )
  return { admitCaller, outcome, asked }
}

const alice = session('user_1', acme, { claimsMs: NOW - 1_000 })
const key = (scopes: string[], orgId: OrganizationId | null = acme): Credential => ({
  kind: 'api-key',
  keyId: 'ak_1',
  userId: null,
  sessionId: null,
  orgId,
  scopes,
})

test('a live member is admitted with the mirror’s role and revisions, without a call to Clerk', async () => {
  const { admitCaller, asked } = admission([standing()])
  const revisions = { users: 7n, members: 8n }
  expect(await admitCaller(alice)).toMatchObject({
    orgId: acme,
    caller: alice,
    role: 'org:admin',
    revisions,
    confirmedMs: 2,
  })
  expect(asked).toEqual([])
})

test('an API key is admitted by its scope alone, without a role', async () => {
  expect(await admission([standing()]).outcome(key(['users:write', READ_SCOPE]))).toBe('org_acme ')
  expect(await admission([standing()]).outcome(key(['users:write']))).toBe('FORBIDDEN')
  expect(await admission([standing()]).outcome(key([READ_SCOPE], null))).toBe('VALIDATION_ERROR')
  const refused = await admission([]).admitCaller(key([])).catch(toPublicError)
  expect(refused).toMatchObject({ message: 'This API key lacks the scope users:read; create one that has it' })
})

test.each<[string, Credential, string]>([
  ['none', { kind: 'none' }, 'UNAUTHORIZED'],
  ['that could not be checked', { kind: 'unavailable' }, 'SERVICE_UNAVAILABLE'],
  ['of no organization', session('user_1', null), 'VALIDATION_ERROR'],
])('a credential %s is refused without a call to Clerk', async (_what, credential, code) => {
  const { outcome, asked } = admission([])
  expect([await outcome(credential), asked]).toEqual([code, []])
})

test.each<[Known, string]>([
  ['known', 'org_acme org:admin'],
  ['missing', 'UNAUTHORIZED'],
  ['still-filling', 'SERVICE_UNAVAILABLE'],
  ['unavailable', 'SERVICE_UNAVAILABLE'],
])('an unknown organization that Clerk’s read leaves %s is answered %s', async (known, answer) => {
  const { outcome, asked } = admission([standing({ organization: null })], { known })
  expect([await outcome(alice), asked]).toEqual([answer, ['known org_acme']])
})

test('an organization that is still unknown after its reconcile is unavailable', async () => {
  const empty = standing({ organization: null })
  expect(await admission([empty, empty]).outcome(alice)).toBe('SERVICE_UNAVAILABLE')
})

describe('a caller whom only Clerk can decide on', () => {
  const stranger = standing({ membership: null })
  const old = session('user_1', acme, { claimsMs: NOW - 100_000 })
  test.each<[string, Credential, Standing[], Confirmed, string]>([
    ['a member', alice, [stranger, standing()], 'member', 'org_acme org:admin'],
    ['no member', alice, [stranger], 'not-member', 'UNAUTHORIZED'],
    ['a newcomer while Clerk is down', alice, [stranger, stranger], 'unavailable', 'org_acme '],
    ['an older stranger while Clerk is down', old, [stranger], 'unavailable', 'UNAUTHORIZED'],
    ['one who joined again, while Clerk is down', alice, [ended('deleted')], 'unavailable', 'SERVICE_UNAVAILABLE'],
    ['one whom a lagging read still has', alice, [ended('deleted'), ended('deleted')], 'member', 'UNAUTHORIZED'],
    [
      'one who joined again, without the role from before',
      alice,
      [ended('absent'), ended('absent')],
      'member',
      'org_acme ',
    ],
    ['one who was refused meanwhile', alice, [stranger, standing({ sessionRevoked: true })], 'member', 'UNAUTHORIZED'],
    [
      'one whose organization went meanwhile',
      alice,
      [stranger, standing({ organization: null })],
      'member',
      'SERVICE_UNAVAILABLE',
    ],
  ])('%s', async (_who, credential, standings, confirmed, answer) => {
    const { outcome, asked } = admission(standings, { confirmed })
    expect([await outcome(credential), asked]).toEqual([answer, ['org_acme user_1']])
  })
})

test('an unavailable credential is answered with the time to wait', async () => {
  const failure = await admission([]).admitCaller({ kind: 'unavailable' }).catch(toPublicError)
  expect(failure).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfter: 5 })
})

describe('the permissions of a member', () => {
  const permissions = ['org:team:read']
  const at = (claimsMs: number): Credential => Object.assign(session('user_1', acme, { claimsMs }), { permissions })

  test.each([
    ['are those of claims that are newer than the membership', 500_001, permissions],
    ['are none of claims that are as old', 500_000, []],
    ['are none of older claims', 400_000, []],
  ])('%s', async (_what, claimsMs, granted) => {
    expect(await admission([standing()]).admitCaller(at(claimsMs))).toMatchObject({ permissions: granted })
  })

  test('are none of an API key', async () => {
    expect(await admission([standing()]).admitCaller(key([READ_SCOPE]))).toMatchObject({ role: '', permissions: [] })
  })

  test('must have the one that seeing the members needs, where one does', async () => {
    const membersPermission = 'org:team:read'
    expect(await admission([standing()], { membersPermission }).outcome(at(900_000))).toBe('org_acme org:admin')
    const refused = await admission([standing()], { membersPermission }).admitCaller(alice).catch(toPublicError)
    expect(refused).toMatchObject({
      code: 'FORBIDDEN',
      message:
        'Your role lacks the permission org:team:read, which seeing the members of this organization needs; ask an administrator for it',
    })
    expect(await admission([standing()], { membersPermission }).outcome(key([READ_SCOPE]))).toBe('org_acme ')
  })
})
