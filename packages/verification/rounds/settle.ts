import type { DueRow, MirrorStore } from '@roster/db'
import { pairOf, type ModelClerk } from '../simulator/model-clerk.ts'

/** After the round: one reconcile of each organization, then two point reads of the marked rows, as a doubt needs. */
export async function settle(mirror: MirrorStore, clerk: ModelClerk): Promise<void> {
  const startedAt = await mirror.now()
  const { users, memberships, organizations } = clerk.state()
  const members = new Set([...memberships.values()].map(({ userId }) => userId))
  await Promise.all([
    ...clerk.organizationIds
      .filter((orgId) => !organizations.has(orgId))
      .map((orgId) => mirror.applyOrganizationAbsent(orgId, startedAt, true)),
    mirror.applyOrganizations([...organizations.values()], { kind: 'point', startedAt }),
    mirror.applyUsers(
      [...users.values()].filter(({ id }) => members.has(id)),
      { kind: 'list', startedAt },
    ),
    mirror.applyMemberships([...memberships.values()], { kind: 'list', startedAt }),
  ])
  await Promise.all(
    [...organizations.keys()].map(async (orgId) => {
      // With no member seen, these are all live members.
      const live = await mirror.unseenMembers(orgId, [], [])
      const gone = live.filter((userId) => !memberships.has(pairOf(orgId, userId)))
      if (gone.length > 0) await mirror.applyMembershipsAbsent(orgId, gone, startedAt)
    }),
  )
  for (let reads = 0; reads < 2; reads += 1) {
    for (const row of await mirror.leaseDue(20)) {
      await resync(mirror, clerk, row, await mirror.now())
      await mirror.settleDue(row)
    }
  }
}

async function resync(mirror: MirrorStore, clerk: ModelClerk, row: DueRow, startedAt: number): Promise<void> {
  const { users, memberships, organizations } = clerk.state()
  const source = { kind: 'point', startedAt } as const
  if (row.kind === 'user') {
    const user = users.get(row.userId)
    await (user ? mirror.applyUsers([user], source) : mirror.applyUserAbsent(row.userId, startedAt))
  } else if (row.kind === 'organization') {
    const organization = organizations.get(row.orgId)
    await (organization
      ? mirror.applyOrganizations([organization], source)
      : mirror.applyOrganizationAbsent(row.orgId, startedAt, true))
  } else {
    const membership = memberships.get(pairOf(row.orgId, row.userId))
    await (membership
      ? mirror.applyMemberships([membership], source)
      : mirror.applyMembershipsAbsent(row.orgId, [row.userId], startedAt))
  }
}
