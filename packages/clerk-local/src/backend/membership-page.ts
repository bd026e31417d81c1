import { membershipObject } from '../objects/membership-object.ts'
import type { Membership } from '../state/rows.ts'
import type { View } from '../view.ts'

export function membershipPage(view: View, rows: readonly Membership[], total: number) {
  return { data: rows.flatMap((row) => listed(view, row)), total_count: total }
}

function listed(view: View, row: Membership) {
  const organization = view.world.organizations.get(row.organizationId)
  const user = view.world.users.get(row.userId)
  return organization === undefined || user === undefined ? [] : [membershipObject(view, row, { organization, user })]
}
