import { expect, test } from 'vitest'
import { notFound, stubClerk } from '../../testing/stub-clerk.ts'
import { oddFields, wholeRecord } from '../../testing/odd-fields.ts'
import { readAllMemberships, readMemberships, readOrganizations, readUsers } from './read-records.ts'

const ORG = 'org_1'
const table = oddFields.flatMap(({ kind, path, variants }) => variants.map((variant) => ({ kind, path, ...variant })))
const others = [1, 3]

const ada = {
  id: 'user_1',
  first_name: 'Ada',
  last_name: 'Lovelace',
  primary_email_address_id: 'idn_2',
  email_addresses: [null, { id: 'idn_1', email_address: 'old@x.test' }, { id: 'idn_2', email_address: 'ada@x.test' }],
  image_url: 'https://img.clerk.com/ada',
  has_image: true,
  banned: true,
  deprovisioned: true,
  created_at: 1,
  updated_at: 2,
}

test('a whole user is read with the primary one of several addresses', () => {
  const { id, first_name: firstName, last_name: lastName, image_url: imageUrl } = ada
  const email = 'ada@x.test'
  const flags = { hasImage: true, banned: true, deprovisioned: true }
  const user = { id, firstName, lastName, email, imageUrl, ...flags, createdMs: 1, updatedMs: 2 }
  expect(readUsers([ada])).toEqual({ records: [user], odd: [], keys: [id] })
})

test('a user of whom Clerk says nothing has no name, no address, no image and no flag', () => {
  const { records } = readUsers([{ id: 'user_1' }])
  const nothing = { firstName: null, lastName: null, email: null, imageUrl: null }
  const flags = { hasImage: false, banned: false, deprovisioned: false }
  expect(records).toEqual([{ id: 'user_1', ...nothing, ...flags, createdMs: 0, updatedMs: 0 }])
})

test('the image that Clerk draws for a user without one is not read', () => {
  expect(readUsers([{ ...ada, has_image: false }]).records).toMatchObject([{ imageUrl: null, hasImage: false }])
})

test('whole memberships are read, and a missing role as an empty one', () => {
  const [first, second] = [wholeRecord.membership('org_1', 1), wholeRecord.membership('org_2', 2)]
  const times = { created_at: 1, updated_at: 2 }
  const of = (orgId: string, number: number, role: string) => {
    const [userId, membershipId] = [`user_${orgId}${number}`, `orgmem_${orgId}${number}`]
    return { orgId, userId, membershipId, role, createdMs: 1, updatedMs: 2 }
  }
  const raw = [
    { ...first, ...times },
    { ...second, ...times, role: null },
  ]
  const [ours, theirs] = [of('org_1', 1, 'org:member'), of('org_2', 2, '')]
  expect(readMemberships(raw.slice(0, 1), ORG)).toEqual({ records: [ours], odd: [], keys: [ours.userId] })
  const keys = [ours.membershipId, theirs.membershipId]
  expect(readAllMemberships(raw)).toEqual({ records: [ours, theirs], odd: [], keys })
})

test('an odd membership is named as far as its ids can be read', () => {
  const odd = { ...wholeRecord.membership(ORG, 1), created_at: 'yesterday' }
  const [membership, user] = [`orgmem_${ORG}1`, `user_${ORG}1`]
  const place = { schemaPath: 'created_at invalid_type', understood: false }
  const read = { records: [], odd: [{ id: membership, userId: user, ...place }] }
  expect(readMemberships([odd], ORG)).toEqual({ ...read, keys: [user] })
  expect(readAllMemberships([odd])).toEqual({ ...read, keys: [membership] })
  const nameless = { ...odd, id: 5, public_user_data: { user_id: 'planted' } }
  for (const { odd, keys } of [readMemberships([nameless], ORG), readAllMemberships([nameless])]) {
    expect(odd).toMatchObject([{ id: null, userId: null }])
    expect(keys).toEqual([null])
  }
  expect(readMemberships([null], ORG).odd).toMatchObject([{ schemaPath: '(top) invalid_type' }])
})

test('an odd membership counts as the user’s unless it names another organization', () => {
  const odd = { ...wholeRecord.membership(ORG, 1), created_at: 'yesterday' }
  const keysOf = (organization: unknown) => readMemberships([{ ...odd, organization }], ORG).keys
  expect(keysOf({ id: ORG })).toEqual([`user_${ORG}1`])
  expect(keysOf({ id: 5 })).toEqual([`user_${ORG}1`])
  expect(keysOf({ id: 'org_2' })).toEqual([`orgmem_${ORG}1`])
})

test('organizations are read with their number of members, unless it is missing or impossible', () => {
  const whole = { id: 'org_1', created_at: 1, updated_at: 2 }
  const counted = (count: unknown) => readOrganizations([{ ...whole, members_count: count }]).counts
  expect(readOrganizations([{ ...whole, members_count: 0 }, { members_count: 3 }, null, { id: 'org_2' }])).toEqual({
    records: [
      { id: 'org_1', createdMs: 1, updatedMs: 2 },
      { id: 'org_2', createdMs: 0, updatedMs: 0 },
    ],
    odd: [
      { id: null, userId: null, schemaPath: 'id invalid_type', understood: false },
      { id: null, userId: null, schemaPath: '(top) invalid_type', understood: false },
      { id: 'org_2', userId: null, schemaPath: 'created_at invalid_type', understood: true },
    ],
    keys: ['org_1', null, null, 'org_2'],
    counts: [{ orgId: 'org_1', members: 0 }],
  })
  expect(counted(2 ** 31 - 1)).toEqual([{ orgId: 'org_1', members: 2 ** 31 - 1 }])
  for (const impossible of [undefined, null, -1, 1.5, 2 ** 31, 'many']) expect(counted(impossible)).toEqual([])
})

/** Reads a page with an odd record between two whole ones. */
function readPage({ kind, of }: (typeof table)[number]) {
  const page = [1, 2, 3].map((number) => wholeRecord[kind](ORG, number))
  const raw = page.map((record, at) => (at === 1 ? of(record) : record))
  return kind === 'user' ? readUsers(raw) : readMemberships(raw, ORG)
}
const pages = table.filter(({ kind }) => kind !== 'organization')

test('an odd record leaves the others of its page understood, whatever its field and value', () => {
  const wrong = pages.filter((one) => {
    const { records, odd, keys } = readPage(one)
    const ids = new Set(records.map((record) => ('id' in record ? record.id : record.userId)))
    const unread = odd.filter(({ understood }) => !understood)
    const both = others.every((number) => ids.has(`user_${ORG}${number}`))
    return !both || records.length + unread.length !== 3 || keys.length !== 3
  })
  expect(wrong).toEqual([])
})

test('every record that is understood can be stored and shown', () => {
  const wrong = pages.flatMap((one) =>
    readPage(one).records.filter((record) =>
      Object.values(record).some((value: unknown) =>
        typeof value === 'number'
          ? !/^\d{4}-/.test(new Date(value).toISOString())
          : typeof value === 'string' && (/[\0\uD800-\uDFFF]/u.test(value) || value.length > 4096),
      ),
    ),
  )
  expect(wrong).toEqual([])
})

// Odd values that are understood, because nothing depends on the field. All other odd records are not.
const lenient: [kind: string, path: RegExp, what: RegExp][] = [
  ['user', /^(first_name|last_name|image_url)$/, /^(absent|null|a .*text|an empty text|a huge text|a NUL|half .*)$/],
  ['user', /^(has_image|banned|deprovisioned)$/, /^(absent|null|true)$/],
  ['user', /^(created_at|updated_at)$/, /^(absent|null|a fraction)$/],
  ['user', /^primary_email_address_id$/, /^(absent|null|a text|an empty text|a NUL|half .*|a huge text)$/],
  ['user', /^email_addresses$/, /^(absent|null|an array)$/],
  ['user', /^email_addresses\.0/, /./],
  ['membership', /^role$/, /^(absent|null|a .*text|an empty text|a huge text|a NUL|half .*)$/],
  ['membership', /^(created_at|updated_at)$/, /^(absent|null|a fraction)$/],
  ['membership', /^id$/, /^a text$/],
]

test.each(lenient)('a %s with %s as %s is understood', (kind, path, what) => {
  const asked = pages.filter((one) => one.kind === kind && path.test(one.path) && what.test(one.what))
  expect(asked).not.toEqual([])
  expect(asked.filter((one) => readPage(one).records.length !== 3)).toEqual([])
})

test('no other odd record is understood', () => {
  const rest = pages.filter(
    (one) => !lenient.some(([kind, path, what]) => one.kind === kind && path.test(one.path) && what.test(one.what)),
  )
  expect(rest.filter((one) => readPage(one).records.length !== 2)).toEqual([])
})

test('a missing time is replaced by the other one and reported; a fraction of a millisecond is dropped', () => {
  const user = wholeRecord.user(ORG, 2)
  const read = (more: object) => {
    const { records, odd } = readUsers([{ ...user, ...more }])
    return [records[0]?.createdMs, records[0]?.updatedMs, ...odd.map(({ id, schemaPath }) => `${id} ${schemaPath}`)]
  }
  const at = user['created_at']
  expect(read({ updated_at: null })).toEqual([at, at, `user_${ORG}2 updated_at invalid_type`])
  expect(read({ created_at: null, updated_at: 5.9 })).toEqual([0, 5, `user_${ORG}2 created_at invalid_type`])
})

test('long text is cut between two characters, a long address counts as missing', () => {
  const user = { ...wholeRecord.user(ORG, 2), first_name: `${'x'.repeat(1023)}🦄` }
  const addresses = [{ id: 'idn_1', email_address: `${'x'.repeat(5000)}@example.test` }]
  const { records } = readUsers([{ ...user, image_url: `https://${'x'.repeat(5000)}`, email_addresses: addresses }])
  expect(records).toMatchObject([{ firstName: 'x'.repeat(1023), imageUrl: null, email: null, hasImage: true }])
  const longest = `https://${'x'.repeat(4088)}`
  expect(readUsers([{ ...user, image_url: longest }]).records).toMatchObject([{ imageUrl: longest }])
})

test('a membership of another organization is not understood', () => {
  const { records, odd } = readMemberships([wholeRecord.membership('org_2', 1)], ORG)
  expect(records).toEqual([])
  expect(odd).toMatchObject([{ id: 'orgmem_org_21', userId: null, schemaPath: 'organization.id custom' }])
})

test('an organization is understood whatever its times are, and another in its place is not', async () => {
  const clerk = stubClerk()
  for (const one of table.filter(({ kind }) => kind === 'organization')) {
    clerk.organizations.set(ORG, { record: one.of(wholeRecord.organization(ORG, 1)), users: [], memberships: [] })
    expect(await clerk.reader.getOrganization(ORG)).toMatchObject({ kind: 'found', value: { id: ORG } })
  }
  clerk.organizations.set(ORG, { record: wholeRecord.organization('org_2', 1), users: [], memberships: [] })
  expect(await clerk.reader.getOrganization(ORG)).toMatchObject({ kind: 'not-understood' })
})

test('a requested user is not missing if any membership of the answer is not understood', async () => {
  const clerk = stubClerk()
  const asked = `user_${ORG}1`
  const find = async (...memberships: unknown[]) => {
    clerk.answer = () => Response.json({ data: memberships, total_count: memberships.length })
    const answer = await clerk.reader.findMemberships(ORG, [asked])
    return answer.kind === 'found' && { members: answer.value.memberships.length, missing: answer.value.missing }
  }
  const [ours, theirs] = [wholeRecord.membership(ORG, 1), wholeRecord.membership(ORG, 2)]
  expect(await find()).toEqual({ members: 0, missing: [asked] })
  expect(await find(ours)).toEqual({ members: 1, missing: [] })
  expect(await find({ ...ours, created_at: 'yesterday' })).toEqual({ members: 0, missing: [] })
  expect(await find({ ...ours, public_user_data: null })).toEqual({ members: 0, missing: [] })
  // If the filter was ignored, nobody is certainly missing.
  expect(await find(theirs)).toEqual({ members: 0, missing: [] })
  expect(await find(ours, theirs)).toEqual({ members: 1, missing: [] })
  clerk.answer = notFound
  expect(await clerk.reader.findMemberships(ORG, [asked])).toEqual({ kind: 'missing' })
})
