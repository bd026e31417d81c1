import type { Sort, SortKey } from './team-view.ts'

/** What a press on the head of a column makes of the sort: up, down, then none. */
export function nextSort(key: SortKey, sort: Sort | null): Sort | null {
  if (sort?.key !== key) return { key, descending: false }
  return sort.descending ? null : { key, descending: true }
}
