import { membershipObject } from '../objects/membership-object.ts'
import type { Membership } from '../state/rows.ts'
import type { View } from '../instance.ts'

export function membershipPage(view: View, rows: readonly Membership[], total: number) {
  return { data: rows.map((row) => membershipObject(view, row)), total_count: total }
}
