import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { bindMigrationAwareSqlAdapterFactory, type SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg'

/** Prisma's schema engine as WebAssembly: what `prisma migrate` runs, without its download. */
export async function createSchemaEngine(
  schema: string,
  connect: () => Promise<SqlDriverAdapter>,
): Promise<engine.SchemaEngine> {
  await loadWasm()
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect,
    connectToShadowDb: connect,
  })
  return engine.SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => {}, factory)
}

// The package's own entry imports the .wasm file as a module, which Node 20 can't.
async function loadWasm(): Promise<void> {
  const home = path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'))
  const bytes = await readFile(path.join(home, 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': { ...engine } })
  const { __wbindgen_start: start } = instance.exports
  if (typeof start !== 'function') {
    throw new Error('The schema engine has no start function. Its package changed. Adapt this file to it.')
  }
  // Where the engine leaves its last words.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => console.error(message) },
  })
  engine.__wbg_set_wasm(instance.exports)
  Reflect.apply(start, undefined, [])
}
