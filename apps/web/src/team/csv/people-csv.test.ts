import type { Member, User } from '@roster/api'
import { expect, test } from 'vitest'
import { peopleCsv } from './people-csv.ts'

const user = (more: Partial<User> = {}): User => ({
  id: 'user_1',
  firstName: 'John',
  lastName: 'Smith',
  email: 'john@acme.test',
  profilePictureUrl: null,
  createdAt: '2024-01-10T08:00:00.000Z',
  updatedAt: '2024-01-15T14:30:00.000Z',
  clerkId: 'user_1',
  clerkOrgId: 'org_acme',
  ...more,
})
const member: Member = { userId: 'user_1', role: 'org:admin', status: 'active', joinedAt: '2024-02-03T23:59:00.000Z' }
const known = { memberOf: new Map([['user_1', member]]), roleName: () => 'Admin' }
const unknown = { memberOf: new Map<string, Member>(), roleName: () => undefined }
const header = '\uFEFFName,Email,Role,Joined\r\n'

test('the file begins with a byte order mark and has one line for each person, in the order given', () => {
  expect(peopleCsv([user(), user({ id: 'user_2', firstName: '太郎', lastName: null, email: null })], known)).toBe(
    `${header}John Smith,john@acme.test,Admin,2024-02-03\r\n太郎,,Admin,\r\n`,
  )
})

test('an empty list is a header alone, and unknown values are empty cells', () => {
  expect(peopleCsv([], known)).toBe(header)
  expect(peopleCsv([user()], unknown)).toBe(`${header}John Smith,john@acme.test,,\r\n`)
})

test.each([
  ['=HYPERLINK("http://evil.test")', `"'=HYPERLINK(""http://evil.test"")"`],
  ['+1', `'+1`],
  ['-1', `'-1`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['Kim;=1+1;x', `Kim;'=1+1;x`],
  ['Kim,=1', `"Kim,'=1"`],
  ['＝1', `'＝1`],
  ['Smith, Jr.', '"Smith, Jr."'],
  ['Dwayne "The Rock"', '"Dwayne ""The Rock"""'],
  ['Jean-Luc', 'Jean-Luc'],
])('the name %s is written as the cell %s', (firstName, cell) => {
  expect(peopleCsv([user({ firstName, lastName: null })], unknown)).toBe(`${header}${cell},john@acme.test,,\r\n`)
})

test.each([
  ['\t=1', `'\t'=1`],
  ['\r=1', `"'\r'=1"`],
  ['\u00A0=1', `'\u00A0=1`],
  ['\uFEFF=1', `'\uFEFF=1`],
])('an email address that begins with whitespace is written as text', (email, cell) => {
  expect(peopleCsv([user({ email })], unknown)).toBe(`${header}John Smith,${cell},,\r\n`)
})
