import type { DueRow, MirrorStore } from '@roster/db'
import type { RoundClerk } from './round-clerk.ts'

/** When all is quiet: one reconcile of each organization, then point reads of what is marked. */
export async function settle(mirror: MirrorStore, clerk: RoundClerk, orgIds: readonly string[]): Promise<void> {
  const startedAt = await mirror.now()
  await Promise.all([
    ...orgIds
      .filter((orgId) => !clerk.organizations.has(orgId))
      .map((orgId) => mirror.applyOrganizationAbsent(orgId, startedAt)),
    mirror.applyOrganizations([...clerk.organizations.values()], { kind: 'point', startedAt }),
    mirror.applyUsers(clerk.members(), { kind: 'list', startedAt }),
    mirror.applyMemberships([...clerk.memberships.values()], { kind: 'list', startedAt }),
  ])
  await Promise.all(
    [...clerk.organizations.keys()].map(async (orgId) => {
      // Nobody was seen, so these are the live members.
      const members = await mirror.unseenMembers(orgId, [], [])
      const gone = members.filter((userId) => !clerk.memberships.has(`${orgId} ${userId}`))
      if (gone.length > 0) await mirror.applyMembershipsAbsent(orgId, gone, startedAt)
    }),
  )
  for (const row of await mirror.leaseDue(20)) {
    await resync(mirror, clerk, row, await mirror.now())
    await mirror.settleDue(row)
  }
}

async function resync(mirror: MirrorStore, clerk: RoundClerk, row: DueRow, startedAt: number): Promise<void> {
  const source = { kind: 'point', startedAt } as const
  if (row.kind === 'user') {
    const user = clerk.users.get(row.userId)
    await (user ? mirror.applyUsers([user], source) : mirror.applyUserAbsent(row.userId, startedAt))
  } else if (row.kind === 'organization') {
    const organization = clerk.organizations.get(row.orgId)
    await (organization
      ? mirror.applyOrganizations([organization], source)
      : mirror.applyOrganizationAbsent(row.orgId, startedAt))
  } else {
    const membership = clerk.memberships.get(`${row.orgId} ${row.userId}`)
    await (membership
      ? mirror.applyMemberships([membership], source)
      : mirror.applyMembershipsAbsent(row.orgId, [row.userId], startedAt))
  }
}
