import { defineConfig } from 'prisma/config'

// Roster migrates its own tables: without these two lists Prisma Migrate would take them for drift, and offer to drop them.
const tables = [
  'app_user',
  'organization',
  'membership',
  'revoked_session',
  'dead_letter',
  'instance',
  'clerk_budget',
  'list_change',
  'scan',
  'missing',
]
const inRoster = (names: string[]) => names.map((name) => `roster.${name}`)

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
  experimental: { externalTables: true },
  tables: { external: inRoster(tables) },
  enums: { external: inRoster(['mirror_state']) },
})
