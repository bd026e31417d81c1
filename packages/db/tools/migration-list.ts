import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg'
import { readMigrations } from '../src/connect/read-migrations.ts'

/** The migrations of a folder, as the schema engine takes them. */
export async function migrationList(folder: string): Promise<MigrationList> {
  const migrations = await readMigrations(folder)
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  }
}
