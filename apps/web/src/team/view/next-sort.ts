import type { Sort, SortKey } from './team-view.ts'

/** The sort after a press on a column head: ascending, descending, then none. */
export function nextSort(key: SortKey, sort: Sort | null): Sort | null {
  if (sort?.key !== key) return { key, descending: false }
  return sort.descending ? null : { key, descending: true }
}
