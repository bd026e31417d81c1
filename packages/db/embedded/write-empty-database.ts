// Writes the database that a start on an empty folder begins with: PostgreSQL's initdb takes three times as long as
// loading its result.
import { writeFile } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'

const pglite = await PGlite.create()
const dump = await pglite.dumpDataDir('gzip')
await pglite.close()
await writeFile(new URL('empty-database.tar.gz', import.meta.url), new Uint8Array(await dump.arrayBuffer()))
