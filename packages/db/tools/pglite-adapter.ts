import type { PGlite } from '@electric-sql/pglite'
import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { servePglite } from '../src/embedded/serve-pglite.ts'

// The catalog's one-byte "char", which the adapter refuses, and char(n), which it hands to the engine as a character.
const CHAR = 18
const BPCHAR = 1042

/** The production adapter on a PGlite, made fit for the schema engine. */
export async function pgliteAdapter(pglite: PGlite): Promise<SqlDriverAdapter> {
  const pool = new CatalogPool(servePglite(pglite).background)
  const adapter = await new PrismaPg(pool, { disposeExternalPool: true }).connect()
  // The adapter's own splits a script at every semicolon, also inside a function.
  adapter.executeScript = async (script) => {
    await pglite.exec(script)
  }
  return adapter
}

class CatalogPool extends pg.Pool {
  constructor(config: pg.PoolConfig) {
    super(config)
    const query = this.query.bind(this)
    // Assigned, because a method would have to repeat the driver's eight overloads.
    Object.assign(this, {
      query: async (config: pg.QueryArrayConfig) => {
        const result = await query(config)
        for (const field of result.fields) if (field.dataTypeID === CHAR) field.dataTypeID = BPCHAR
        return result
      },
    })
  }
}
