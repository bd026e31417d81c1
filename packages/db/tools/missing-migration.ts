import { PGlite } from '@electric-sql/pglite'
import { migrationList } from './migration-list.ts'
import { pgliteAdapter } from './pglite-adapter.ts'
import { createSchemaEngine } from './schema-engine.ts'

/** The SQL that leads from the migrations of `folder` to `schema`; undefined if they agree. */
export async function missingMigration(folder: string, schema: string): Promise<string | undefined> {
  const opened: PGlite[] = []
  const engine = await createSchemaEngine(schema, async () => {
    const pglite = await PGlite.create()
    opened.push(pglite)
    return pgliteAdapter(pglite)
  })
  try {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'migrations', ...(await migrationList(folder)) },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    })
    return exitCode === 0 ? undefined : (stdout ?? '')
  } finally {
    engine.free()
    for (const pglite of opened) await pglite.close()
  }
}
