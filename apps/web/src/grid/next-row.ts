/** The row that a key moves to from `index`, or null for a key that does not move the focus. */
export function nextRow(key: string, index: number, count: number, page: number): number | null {
  const destinations: Record<string, number> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + page,
    PageUp: index - page,
    Home: 0,
    End: count - 1,
  }
  const wanted = destinations[key]
  return wanted === undefined || count === 0 ? null : Math.min(Math.max(wanted, 0), count - 1)
}
