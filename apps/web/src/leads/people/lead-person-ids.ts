import type { Lead } from '../../../server/leads/leads-router.ts'

/** The ids of all assignees and followers of the leads, and of the people in `more`. */
export function leadPersonIds(leads: readonly Lead[], ...more: (string | null)[]): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const id of more) if (id !== null) ids.add(id)
  for (const { assigneeId, sharedWith } of leads) {
    if (assigneeId !== null) ids.add(assigneeId)
    for (const id of sharedWith) ids.add(id)
  }
  return ids
}
