import { userSchema, type User } from '../user.ts'

const columns = userSchema.keyof().options

/** The list as CSV (RFC 4180, with a header line) in the documented column order; null is an empty cell. */
export function toCsv(users: readonly User[]): string {
  const lines = users.map((user) => columns.map((column) => cell(user[column])).join(','))
  return [columns.join(','), ...lines, ''].join('\r\n')
}

// A spreadsheet runs a cell that begins like a formula, some of them also by wide letters, and splits lines where its
// country does: at a semicolon or tab too, whose quotes then do not count. The quote in front makes it text.
const FORMULA = /(^|[,;\t\r\n])(?=[ "]*[=+\-@＝＋－＠])/g

function cell(value: string | null): string {
  const text = (value ?? '').replaceAll(FORMULA, "$1'").replace(/^(?=[\t\r\n])/, "'")
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
