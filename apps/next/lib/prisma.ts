import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client'

declare global {
  var prismaClient: PrismaClient | undefined
}

/** One for the process, and none while Next.js builds. */
export const prisma = () =>
  (globalThis.prismaClient ??= new PrismaClient({
    adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL ?? '' }),
  }))
