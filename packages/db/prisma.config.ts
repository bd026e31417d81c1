import { fileURLToPath } from 'node:url'
import { defineConfig } from 'prisma/config'

// The CLI fetches its schema engine before every command, also before those that never run it: naming any file prevents that.
if (['generate', 'validate', 'format'].includes(process.argv[2] ?? '')) {
  process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= fileURLToPath(import.meta.url)
}
process.env['CHECKPOINT_DISABLE'] ??= '1'

// Prisma keeps its records in the schema that the address names.
const url = new URL(process.env['DATABASE_URL'] ?? 'postgresql://localhost/roster')
url.searchParams.set('schema', 'roster')

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: url.href },
})
