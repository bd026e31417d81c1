import type { Db } from '../connect/db.ts'

/** Ids of organizations that a reconcile may change: live ones, then absent ones, longest unconfirmed first. */
export async function organizationsToReconcile(db: Db): Promise<string[]> {
  const found = await db.prisma.organization.findMany({
    where: { state: { in: ['live', 'absent'] } },
    select: { clerkId: true },
    orderBy: [{ state: 'asc' }, { confirmedAt: { sort: 'asc', nulls: 'first' } }, { clerkId: 'asc' }],
  })
  return found.map(({ clerkId }) => clerkId)
}
