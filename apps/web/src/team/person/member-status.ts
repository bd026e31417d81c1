import type { Member } from '@roster/api'

export const statuses = ['active', 'banned', 'deactivated'] as const

/** The standing of a member, in the page's word for each. */
export type MemberStatus = (typeof statuses)[number]

export const statusNames: Readonly<Record<MemberStatus, string>> = {
  active: 'Active',
  banned: 'Banned',
  deactivated: 'Deactivated',
}

export function statusOf({ status }: Member): MemberStatus {
  return status === 'deprovisioned' ? 'deactivated' : status
}
