import { userSchema, type User } from './user.ts'

const columns = userSchema.keyof().options

/** The list as CSV (RFC 4180, with a header line) in the documented column order; null is an empty cell. */
export function toCsv(users: readonly User[]): string {
  const lines = users.map((user) => columns.map((column) => cell(user[column])).join(','))
  return [columns.join(','), ...lines, ''].join('\r\n')
}

// A spreadsheet runs a cell that begins like a formula, some of them also by wide letters: the quote in front makes it text.
function cell(value: string | null): string {
  const text = value && /^[=+\-@＝＋－＠\t\r\n]/.test(value) ? `'${value}` : (value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
