// In requests for a list that has not changed, which costs one look at the caller's standing. Others read rows, write
// them as JSON or ask Clerk, which costs this many times as much or is shared by all.
const weights: ReadonlyMap<string, number> = new Map([
  ['users.resolve', 2],
  ['users.deactivated', 2],
  ['apiKeys.list', 5],
  ['apiKeys.create', 10],
  ['apiKeys.revoke', 10],
])

/** What calls of procedures, by path, count as in the limits, those that there are not too; `own` are the app's weights. */
export function weightOf(paths: readonly string[], own: ReadonlyMap<string, number> = new Map()): number {
  return paths.reduce((sum, path) => sum + (weights.get(path) ?? own.get(path) ?? 1), 0)
}
