import { expect, test } from 'vitest'
import { toCsv } from './csv.ts'
import { userSchema, type User } from '../user.ts'

const columns = userSchema.keyof().options
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
const header = 'id,firstName,lastName,email,profilePictureUrl,createdAt,updatedAt,clerkId,clerkOrgId\r\n'
const firstNameCell = (firstName: string) => {
  const line = toCsv(columns, [user({ firstName })]).slice(header.length)
  return line.slice('user_1,'.length, line.indexOf(',Smith'))
}

test('the columns are the documented fields in their order, even for an empty list', () => {
  expect(toCsv(columns, [])).toBe(header)
  expect(toCsv(columns, [user()])).toBe(
    `${header}user_1,John,Smith,john@acme.test,,2024-01-10T08:00:00.000Z,2024-01-15T14:30:00.000Z,user_1,org_acme\r\n`,
  )
})

test.each([
  ['a comma', 'Smith, Jr.', '"Smith, Jr."'],
  ['quotes', 'Dwayne "The Rock"', '"Dwayne ""The Rock"""'],
  ['a line break', 'two\nlines', '"two\nlines"'],
  ['a carriage return', 'two\r\nlines', '"two\r\nlines"'],
  ['other scripts', '山田 Ünï 👩‍🚀', '山田 Ünï 👩‍🚀'],
  ['an equals sign in front', '=HYPERLINK("http://evil.test")', `"'=HYPERLINK(""http://evil.test"")"`],
  ['a plus in front', '+1', `'+1`],
  ['a minus in front', '-1', `'-1`],
  ['an at in front', '@SUM(A1)', `'@SUM(A1)`],
  ['a tab in front', '\t=1', `'\t'=1`],
  ['a tab in front of other text', '\tone', `'\tone`],
  ['a carriage return in front', '\r=1', `"'\r'=1"`],
  ['a line break in front', '\n=1', `"'\n'=1"`],
  ['a formula after a semicolon', 'Kim;=1+1;x', `Kim;'=1+1;x`],
  ['a formula after a semicolon and quotes', 'Kim;"=1"', `"Kim;'""=1"""`],
  ['a formula after a comma', 'Kim,=1', `"Kim,'=1"`],
  ['a formula after a line break', 'Kim\n@SUM(A1)', `"Kim\n'@SUM(A1)"`],
  ['a semicolon only', 'Kim;Lee', 'Kim;Lee'],
  ['a wide equals sign in front', '＝1', `'＝1`],
  ['a wide plus in front', '＋1', `'＋1`],
  ['a wide minus in front', '－1', `'－1`],
  ['a wide at in front', '＠SUM(A1)', `'＠SUM(A1)`],
  ['a no-break space before a formula', '\u00A0=1', `'\u00A0=1`],
  ['a wide space before a formula', '\u3000=1', `'\u3000=1`],
  ['a byte order mark before a formula', '\uFEFF=1', `'\uFEFF=1`],
  ['a zero-width space before a formula after a semicolon', 'Kim;\u200B=1', `Kim;'\u200B=1`],
  ['a vertical tab and a form feed before a formula', '\v\f=1', `'\v\f=1`],
  ['an equals sign within', 'a=1', 'a=1'],
  ['a hyphen within', 'Jean-Luc', 'Jean-Luc'],
])('a name with %s', (_what, name, cell) => {
  expect(firstNameCell(name)).toBe(cell)
})

test('no cell begins like a formula, however a program splits the file', () => {
  const letters = ['a', '=', '-', '＠', ';', ',', '\t', '\r', '\n', '"', ' ', '\u200B', "'"]
  let names = ['']
  for (let length = 1; length <= 4; length += 1)
    names = names.flatMap((name) => ['', ...letters].map((add) => name + add))
  const text = toCsv(
    columns,
    [...new Set(names)].map((name) => user({ firstName: name, email: name })),
  )
  for (const separator of [/[,\r\n]/, /[;\r\n]/, /[\t\r\n]/])
    expect(text.split(separator).filter((piece) => /^["\s\u200B]*[=+\-@＝＋－＠]/.test(piece))).toEqual([])
})
