// `pnpm migration NAME` writes what prisma/schema.prisma has and prisma/migrations lacks as a new migration, to be
// reviewed and edited; `pnpm migration --check` fails if there is anything.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { ROSTER_MIGRATIONS } from '../src/connect/roster-migrations.ts'
import { missingMigration } from './missing-migration.ts'

const [argument] = process.argv.slice(2)
const schema = await readFile(new URL('../prisma/schema.prisma', import.meta.url), 'utf8')

if (argument === undefined || !/^(--check|[a-z][a-z0-9_]*)$/.test(argument)) {
  fail('Name the migration in lower case with underscores, or pass --check.')
} else {
  const sql = await missingMigration(ROSTER_MIGRATIONS.folder, schema)
  if (sql === undefined) console.log('prisma/schema.prisma and prisma/migrations agree.')
  else if (argument === '--check') {
    fail(
      `prisma/schema.prisma is ahead of prisma/migrations, so a new database would lack this:\n\n${sql}\nRun \`pnpm migration NAME\`.`,
    )
  } else {
    const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
    await mkdir(`${ROSTER_MIGRATIONS.folder}${time}_${argument}`)
    await writeFile(`${ROSTER_MIGRATIONS.folder}${time}_${argument}/migration.sql`, sql)
    console.log(`Wrote prisma/migrations/${time}_${argument}/migration.sql. Review it before you commit it.`)
  }
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}
