type Key = { id: string; createdAt: number }

export type SortedList<Row> = ReturnType<typeof createSortedList<Row>>

/** Sorts rows by creation time, then id, so that a page costs its own length and a cursor costs a binary search. */
export function createSortedList<Row>(rows: ReadonlyMap<string, Row>) {
  const keys: Key[] = []

  function countWhile(comes: (candidate: Key) => boolean): number {
    let low = 0
    let high = keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const candidate = keys[middle]
      if (candidate !== undefined && comes(candidate)) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The number of keys before `key`, which need not be in the list. */
  const countBefore = (key: Key) => countWhile((candidate) => compare(candidate, key) < 0)
  /** The number of keys before `key`, and `key` itself if it is in the list. */
  const countUpTo = (key: Key) => countWhile((candidate) => compare(candidate, key) <= 0)

  return {
    get size() {
      return keys.length
    },
    countBefore,
    countUpTo,
    add(key: Key) {
      keys.splice(countUpTo(key), 0, key)
    },
    remove(key: Key) {
      const index = countBefore(key)
      if (keys[index]?.id === key.id) keys.splice(index, 1)
    },
    /** Oldest first from `offset`, or newest first when `descending`. */
    page({ offset, limit, descending }: { offset: number; limit: number; descending: boolean }): Row[] {
      const end = Math.max(0, keys.length - offset)
      const page = descending
        ? keys.slice(Math.max(0, end - limit), end).toReversed()
        : keys.slice(offset, offset + limit)
      return page.flatMap(({ id }) => rows.get(id) ?? [])
    },
  }
}

function compare(a: Key, b: Key): number {
  if (a.createdAt !== b.createdAt) return a.createdAt - b.createdAt
  if (a.id === b.id) return 0
  return a.id < b.id ? -1 : 1
}
