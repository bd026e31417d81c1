/** The row that a key moves to from `index`, or null for a key that does not move the focus. */
export function nextRow(key: string, index: number, count: number, page: number): number | null {
  const wanted = destination(key, index, count, page)
  return wanted === null || count === 0 ? null : Math.min(Math.max(wanted, 0), count - 1)
}

function destination(key: string, index: number, count: number, page: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return index + 1
    case 'ArrowUp':
      return index - 1
    case 'PageDown':
      return index + page
    case 'PageUp':
      return index - page
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}
