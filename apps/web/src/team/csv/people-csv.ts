import type { User } from '@roster/api'
import { displayName } from '@roster/team-picker'
import type { MemberFacts } from '../view/arrange-people.ts'

const columns = ['Name', 'Email', 'Role', 'Joined']
// Without it spreadsheets read the file in the encoding of their locale.
const BYTE_ORDER_MARK = '\uFEFF'

/** The people as CSV for a spreadsheet; an unknown value is an empty cell. */
export function peopleCsv(people: readonly User[], { memberOf, roleName }: MemberFacts): string {
  const lines = people.map((person) => [
    displayName(person),
    person.email ?? '',
    roleName(person.id) ?? '',
    memberOf.get(person.id)?.joinedAt.slice(0, 10) ?? '',
  ])
  return BYTE_ORDER_MARK + [columns, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')
}

// As in the API's CSV: a spreadsheet runs a cell that begins like a formula. Some also split lines at semicolons or
// tabs, and then ignore the quotes around the cell. The leading quote makes it text.
const FORMULA = /(^|[,;\t\r\n])(?=["\p{Z}\p{Cf}\v\f]*[=+\-@＝＋－＠])/gu

function cell(value: string): string {
  const text = value.replaceAll(FORMULA, "$1'").replace(/^(?=[\t\r\n])/, "'")
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
