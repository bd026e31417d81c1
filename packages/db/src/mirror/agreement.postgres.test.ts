import { afterAll, beforeAll, expect, test } from 'vitest'
import { decide, versionOf, type Change, type Decision, type Doubt, type StoredRow } from '../spec/decide.ts'
import { MOMENT, memberships, singles, type Case } from '../../testing/decide-domain.ts'
import { membershipContent, organizationContent, userContent } from './content.ts'
import type { MembershipRecord, OrganizationRecord, UserRecord } from './records.ts'
import type { MirrorStore, Tally } from '../mirror.ts'
import { createMirror } from './create-mirror.ts'
import type { Db } from '../connect/db.ts'
import { testDb } from '../../testing/index.ts'

// The statements run at the 1000th microsecond; the domain's rows were written and read before.
const { now: NOW, fence: FENCE, apart: APART } = MOMENT
const clock = { now: `(timestamptz 'epoch' + ${NOW} * interval '1 microsecond')`, fence: FENCE, apart: APART }
const ORG = 'org_agreement'

let db: Db & AsyncDisposable
let mirror: MirrorStore
beforeAll(async () => {
  db = await testDb()
  mirror = createMirror(db.pool, clock)
})
afterAll(() => db[Symbol.asyncDispose]())

type Asked = Case & { id: string }
type Seen = {
  id: string
  state: string
  created_ms: string
  updated_ms: string
  membership_id: string
  content_hash: string
  written: number
  due: number | null
  checked: number | null
  doubt: string | null
  doubted: number | null
}

// PostgreSQL runs every input; the embedded database is slower and runs every seventh.
const STEP = process.env['DATABASE_URL'] ? 1 : 7

const ask = (cases: Case[]): Asked[] =>
  cases.map((one, at) => ({ ...one, id: `user_${at}` })).filter((_, at) => at % STEP === 0)
const micros = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::float8`

type Apply = (asked: Asked[], change: Change) => Promise<Tally | Tally[]>

/** Inserts the rows, applies every change through the production statements, and returns the resulting rows. */
async function outcomes(table: string, asked: Asked[], apply: Apply) {
  const membership = table === 'membership'
  await db.pool.query(`TRUNCATE roster.${table}`)
  const planted = asked.flatMap(({ id, row }) => (row ? [{ id, ...row }] : []))
  await db.pool.query(
    `INSERT INTO roster.${table} (${membership ? 'org_id, user_id, created_ms, membership_id' : 'clerk_id'}, state, updated_ms, content_hash, written_at, doubt, doubted_at)
    SELECT ${membership ? `'${ORG}', id, created_ms, membership_id` : 'id'}, state::roster.mirror_state, updated_ms, hash, timestamptz 'epoch' + written * interval '1 microsecond',
      doubt, timestamptz 'epoch' + doubted * interval '1 microsecond'
    FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::float8[], $8::text[], $9::float8[])
      AS planted(id, created_ms, membership_id, state, updated_ms, hash, written, doubt, doubted)`,
    [
      planted.map(({ id }) => id),
      planted.map(({ incarnation }) => incarnation?.createdMs ?? 0),
      planted.map(({ incarnation }) => incarnation?.membershipId ?? ''),
      planted.map(({ state }) => state),
      planted.map(({ updatedMs }) => updatedMs),
      planted.map((row) => hashOf(table, row.contentHash)),
      planted.map(({ writtenAt }) => writtenAt),
      planted.map(({ doubt }) => saysOf(table, doubt)),
      planted.map(({ doubt }) => doubt?.since ?? null),
    ],
  )
  const tallies: Tally[] = []
  for (const statement of new Set(asked.map(({ change }) => sameStatement(change)))) {
    const together = asked.filter(({ change }) => sameStatement(change) === statement)
    const [first] = together
    if (first)
      for (let at = 0; at < together.length; at += 500)
        tallies.push(...[await apply(together.slice(at, at + 500), first.change)].flat())
  }
  const { rows } = await db.pool.query<Seen>(
    `SELECT ${membership ? 'user_id AS id, membership_id' : `clerk_id AS id, '' AS membership_id`}, state, ${membership ? 'created_ms' : `'0' AS created_ms`},
      updated_ms, content_hash, ${micros('written_at')} AS written, ${micros('resync_at')} AS due, ${micros('checked_at')} AS checked, doubt, ${micros('doubted_at')} AS doubted FROM roster.${table}`,
  )
  const sum = (count: keyof Tally) => tallies.reduce((total, tally) => total + tally[count], 0)
  return { seen: new Map(rows.map((row) => [row.id, row])), tally: { written: sum('written'), marked: sum('marked') } }
}

function sameStatement(change: Change): string {
  return JSON.stringify(
    change.kind === 'live'
      ? change.source
      : change.kind === 'absent'
        ? [`${change.reads}`, change.startedAt]
        : 'deleted',
  )
}

/** The text of a doubt in the domain, with the content digest that the table's statements use. */
function saysOf(table: string, doubt: Doubt): string | null {
  const [updatedMs = '', hash] = doubt?.says.split(' ') ?? []
  return hash === undefined ? (doubt?.says ?? null) : `${updatedMs} ${hashOf(table, hash)}`
}

function hashOf(table: string, content: string): string {
  if (content === '') return ''
  if (table === 'membership') return membershipContent(member(ORG, '', 0, '', content))
  return table === 'app_user' ? userContent(user('', 0, content)) : organizationContent(organization('', 0, content))
}

function member(
  orgId: string,
  userId: string,
  createdMs: number,
  membershipId: string,
  content: string,
  updatedMs = 0,
): MembershipRecord {
  return { orgId, userId, membershipId, role: content, createdMs, updatedMs }
}
function user(id: string, updatedMs: number, content: string): UserRecord {
  return {
    id,
    firstName: content,
    lastName: null,
    email: null,
    imageUrl: null,
    hasImage: false,
    banned: false,
    deprovisioned: false,
    createdMs: 7,
    updatedMs,
  }
}
function organization(id: string, updatedMs: number, content: string): OrganizationRecord {
  return { id, createdMs: content === 'x' ? 1 : 2, updatedMs }
}

/** The expected row according to `decide()`. */
function expected(table: string, { row, change }: Asked): Partial<Seen> | undefined {
  const decision: Decision = decide(row, change, MOMENT)
  const checked = change.kind === 'absent' ? NOW : null
  if (row === undefined && change.kind === 'absent') return undefined
  const { writtenAt = NOW, doubt = null } = row ?? {}
  const none = { doubt: null, doubted: null }
  const doubts = { doubt: saysOf(table, doubt), doubted: doubt?.since ?? null }
  const kept = { ...content(table, row), written: writtenAt, checked, due: null, ...doubts }
  if (decision === 'ignore') return kept
  if (decision === 'confirm') return { ...kept, ...none }
  if (decision === 'doubt') {
    const says = change.kind === 'live' ? versionOf(change) : 'absent'
    const since = doubt?.says === says && doubt.since <= NOW ? doubt.since : NOW
    return {
      ...kept,
      due: since + APART > NOW ? since + APART : NOW + APART,
      doubt: saysOf(table, { says, since }),
      doubted: since,
    }
  }
  if (decision === 'resync' && change.kind === 'deleted') return { ...kept, written: NOW, due: NOW + FENCE }
  if (decision === 'resync') return { ...kept, due: writtenAt > NOW ? NOW : Math.max(NOW, writtenAt + FENCE) }
  const due = change.kind === 'absent' ? NOW + APART : null
  return { ...kept, ...none, ...content(table, row, change), written: NOW, due }
}

function content(table: string, row: StoredRow | undefined, change?: Change): Partial<Seen> {
  const stays = {
    created_ms: String(row?.incarnation?.createdMs ?? 0),
    membership_id: row?.incarnation?.membershipId ?? '',
    updated_ms: String(row?.updatedMs ?? 0),
  }
  if (!change) return { state: row?.state ?? '', content_hash: hashOf(table, row?.contentHash ?? ''), ...stays }
  if (change.kind === 'live')
    return {
      state: 'live',
      created_ms: String(change.incarnation?.createdMs ?? 0),
      membership_id: change.incarnation?.membershipId ?? '',
      updated_ms: String(change.updatedMs),
      content_hash: hashOf(table, change.contentHash),
    }
  const forgotten = table === 'app_user' ? { content_hash: '' } : {}
  if (change.kind === 'absent' || change.incarnation === null) return { state: change.kind, ...stays, ...forgotten }
  const { createdMs, membershipId } = change.incarnation
  return {
    state: 'deleted',
    created_ms: String(createdMs),
    membership_id: membershipId,
    updated_ms: '0',
    content_hash: hashOf(table, 'gone'),
  }
}

/** The sum of the expected tallies. A mark on an absent row is not counted. */
function expectedTally(asked: Asked[]): Tally {
  const decided = asked.map(({ row, change }) => ({ row, decision: decide(row, change, MOMENT) }))
  const marked = decided.filter(
    ({ row, decision }) => (decision === 'resync' || decision === 'doubt') && row?.state !== 'absent',
  )
  return { written: decided.filter(({ decision }) => decision === 'write').length, marked: marked.length }
}

async function expectAgreement(table: string, asked: Asked[], apply: Apply) {
  const { seen, tally } = await outcomes(table, asked, apply)
  const wrong = asked.flatMap((one) => {
    const { id: _, ...got } = seen.get(one.id) ?? { id: '' }
    const want = expected(table, one) ?? {}
    return JSON.stringify(sorted(got)) === JSON.stringify(sorted(want)) ? [] : [{ one, got, want }]
  })
  expect(wrong.slice(0, 3)).toEqual([])
  expect(tally).toEqual(expectedTally(asked))
}
const sorted = (value: object) => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
const ids = (asked: Asked[]) => asked.map(({ id }) => id)

test('the statements on memberships agree with decide() on every input of the small domain', async () => {
  await expectAgreement('membership', ask(memberships()), async (asked, change) => {
    if (change.kind === 'absent') return mirror.applyMembershipsAbsent(ORG, ids(asked), change.startedAt)
    const records = asked.map(({ id, change }) => {
      const { createdMs, membershipId } = ('incarnation' in change ? change.incarnation : null) ?? {
        createdMs: 0,
        membershipId: '',
      }
      return change.kind === 'live'
        ? member(ORG, id, createdMs, membershipId, change.contentHash, change.updatedMs)
        : member(ORG, id, createdMs, membershipId, 'gone')
    })
    if (change.kind === 'live') return mirror.applyMemberships(records, change.source)
    return Promise.all(records.map((record) => mirror.applyMembershipDeleted(record)))
  })
})

test('the statements on users agree with decide() on every input of the small domain', async () => {
  await expectAgreement('app_user', ask(singles(1)), async (asked, change) => {
    if (change.kind === 'deleted') return Promise.all(ids(asked).map((id) => mirror.applyUserDeleted(id)))
    if (change.kind === 'absent')
      return Promise.all(ids(asked).map((id) => mirror.applyUserAbsent(id, change.startedAt)))
    return mirror.applyUsers(
      asked.flatMap(({ id, change }) =>
        change.kind === 'live' ? [user(id, change.updatedMs, change.contentHash)] : [],
      ),
      change.source,
    )
  })
})

test('the statements on organizations agree with decide() on every input of the small domain', async () => {
  await expectAgreement('organization', ask(singles(2)), async (asked, change) => {
    if (change.kind === 'deleted') return Promise.all(ids(asked).map((id) => mirror.applyOrganizationDeleted(id)))
    if (change.kind === 'absent')
      return Promise.all(
        ids(asked).map((id) => mirror.applyOrganizationAbsent(id, change.startedAt, change.reads === 2)),
      )
    return mirror.applyOrganizations(
      asked.flatMap(({ id, change }) =>
        change.kind === 'live' ? [organization(id, change.updatedMs, change.contentHash)] : [],
      ),
      change.source,
    )
  })
})
