import type { Db } from '../connect/db.ts'

/** Returns Clerk's id of the instance that this database mirrors. Stores `seen` if there is none yet. */
export async function instanceId({ prisma }: Db, seen: string | null): Promise<string | null> {
  if (seen !== null) await prisma.instance.updateMany({ where: { clerkId: null }, data: { clerkId: seen } })
  return (await prisma.instance.findFirst({ select: { clerkId: true } }))?.clerkId ?? null
}

/** Returns the issuer of the instance that this database mirrors, null if it mirrors none yet. */
export async function instanceIssuer({ prisma }: Db): Promise<string | null> {
  return (await prisma.instance.findFirst({ select: { issuer: true } }))?.issuer ?? null
}
