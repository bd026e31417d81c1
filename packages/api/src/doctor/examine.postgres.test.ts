import { startLocalClerk } from '@roster/clerk-local'
import { openDatabase } from '@roster/db'
import { emptyDatabase } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { examine } from './examine.ts'

test('a pooler whose default isolation is wrong is a finding, and does not end the report', async () => {
  await using database = await emptyDatabase()
  const { href: url } = database.url
  await (await openDatabase({ url })).close()
  await database.admin.query(
    `ALTER DATABASE ${database.admin.database} SET default_transaction_isolation = 'repeatable read'`,
  )
  await using clerk = await startLocalClerk({ port: 0, organizations: {} }).then((started) =>
    Object.assign(started, { [Symbol.asyncDispose]: () => started.close() }),
  )
  const found: string[] = []
  for await (const { check, state } of examine({
    database: { url, pooler: true },
    clerk: { ...clerk, authorizedParties: [] },
  }))
    found.push(`${check}: ${state}`)
  expect(found).toEqual(['webhook secret: warning', 'database: problem', 'migrations: ok', 'clock: ok', 'clerk: ok'])
})
