import { prisma } from './prisma'

/** The organization's tasks, each with whoever has it, also if they have left. */
export async function tasksOf(orgId: string) {
  const first = { orgId, title: 'Call the customer' }
  await prisma().task.createMany({ data: [first], skipDuplicates: true })
  return prisma().task.findMany({ where: { orgId }, include: { assignee: true }, orderBy: { id: 'asc' } })
}

/** Assigns a task to an active member or to nobody; answers whether it did. */
export async function assignTask(orgId: string, id: number, assigneeId: string | null): Promise<boolean> {
  if (assigneeId !== null) {
    const member = await prisma().member.findFirst({ where: { orgId, userId: assigneeId, status: 'active' } })
    if (!member) return false
  }
  const { count } = await prisma().task.updateMany({ where: { id, orgId }, data: { assigneeId } })
  return count === 1
}
