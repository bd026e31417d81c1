/** Encodes a list as CSV (RFC 4180, with a header line); null is an empty cell. */
export function toCsv<Item extends Record<string, string | null>>(
  columns: readonly (keyof Item & string)[],
  items: readonly Item[],
): string {
  const lines = items.map((item) => columns.map((column) => cell(item[column] ?? '')).join(','))
  return [columns.join(','), ...lines, ''].join('\r\n')
}

// A spreadsheet runs a cell that begins like a formula (some accept wide letters, or trim what can't be seen before it) and
// may, by locale, also split lines at a semicolon or tab, where quotes do not count. The leading quote makes it text.
const FORMULA = /(^|[,;\t\r\n])(?=["\p{Z}\p{Cf}\v\f]*[=+\-@＝＋－＠])/gu

function cell(value: string): string {
  const text = value.replaceAll(FORMULA, "$1'").replace(/^(?=[\t\r\n])/, "'")
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
