import type { Member } from '@roster/api'

export const statuses = ['active', 'banned', 'deactivated'] as const

/** The status of a member, as the page labels it. */
export type MemberStatus = (typeof statuses)[number]

export const statusNames: Readonly<Record<MemberStatus, string>> = {
  active: 'Active',
  banned: 'Banned',
  deactivated: 'Deactivated',
}

export function statusOf({ status }: Member): MemberStatus {
  return status === 'deprovisioned' ? 'deactivated' : status
}
