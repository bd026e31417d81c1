// A separate process for tests: opens the embedded database in a folder, stores a dead letter, and prints the result.
import { openDatabase } from '../src/connect/open-database.ts'

try {
  const db = await openDatabase({ dataDir: process.argv[2] ?? '' })
  await db.pool.query("INSERT INTO roster.dead_letter (event_type, schema_path) VALUES ('test', $1)", [
    `by ${process.pid}`,
  ])
  process.send?.('open')
} catch (error) {
  process.send?.(error instanceof Error ? error.message : String(error))
  process.disconnect()
}
