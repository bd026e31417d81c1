import { setImmediate } from 'node:timers/promises'

// About a millisecond of work on members.
const SLICE = 500

/** Maps a long list slice by slice, so that other requests run in between. */
export async function inSlices<Item, Result>(
  items: readonly Item[],
  toResult: (item: Item) => Result,
): Promise<Result[]> {
  const results: Result[] = []
  for (let at = 0; at < items.length; at += SLICE) {
    if (at > 0) await setImmediate()
    for (const item of items.slice(at, at + SLICE)) results.push(toResult(item))
  }
  return results
}
