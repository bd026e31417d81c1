import type { PGlite } from '@electric-sql/pglite'
import { PrismaPg } from '@prisma/adapter-pg'
import { ColumnTypeEnum, type SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { servePglite } from '../src/connect/embedded/serve-pglite.ts'

// The catalog's one-byte "char": the adapter refuses it, and the engine wants it as a character.
const CHAR = 18
const TEXT = 25

/** The production adapter on a PGlite, made fit for the schema engine. */
export async function pgliteAdapter(pglite: PGlite): Promise<SqlDriverAdapter> {
  const pool = new CatalogPool(servePglite(pglite).background)
  const adapter = await new PrismaPg(pool, { disposeExternalPool: true }).connect()
  const queryRaw = adapter.queryRaw.bind(adapter)
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query)
    const columnTypes = result.columnTypes.map((type, index) =>
      pool.characters.has(index) ? ColumnTypeEnum.Character : type,
    )
    return { ...result, columnTypes }
  }
  // The adapter's own splits a script at every semicolon, also inside a function.
  adapter.executeScript = async (script) => {
    await pglite.exec(script)
  }
  return adapter
}

class CatalogPool extends pg.Pool {
  /** Columns of the last result that were "char": the engine asks one question at a time. */
  characters = new Set<number>()

  constructor(config: pg.PoolConfig) {
    super(config)
    const query = this.query.bind(this)
    // Assigned, because a method would have to repeat the driver's eight overloads.
    Object.assign(this, {
      query: async (config: pg.QueryArrayConfig) => {
        const result = await query(config)
        this.characters = new Set(
          result.fields.flatMap(({ dataTypeID }, index) => (dataTypeID === CHAR ? [index] : [])),
        )
        for (const index of this.characters) Object.assign(result.fields[index] ?? {}, { dataTypeID: TEXT })
        return result
      },
    })
  }
}
