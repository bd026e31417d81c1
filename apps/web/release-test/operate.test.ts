// Follows docs/operations.md as an operator does, with the production folder and Debian's tools.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { emptyDatabase, letTimePass, startPgbouncer, type EmptyDatabase } from '@roster/db/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from './free-port.ts'
import { startOperatedClerk, type OperatedClerk } from './operated-clerk.ts'
import { copyRelease, type Release } from './release-process.ts'

let release: Release
let clerk: OperatedClerk

beforeAll(async () => {
  release = await copyRelease()
  clerk = await startOperatedClerk()
})
afterAll(async () => {
  await clerk.local.close()
  await release[Symbol.asyncDispose]()
})

/** The statements of the guide that begin with this text, with these roles filled in. */
async function grants(owner: string, server: string): Promise<string> {
  const guide = await readFile(path.resolve(import.meta.dirname, '../../../docs/operations.md'), 'utf8')
  const [, statements = ''] = /```sql\n(GRANT USAGE ON SCHEMA roster, leads[^`]*)```/.exec(guide) ?? []
  return statements.replaceAll(/\bserver\b/g, server).replaceAll(/\bowner\b/g, owner)
}

function withUser({ url }: EmptyDatabase, user: string): string {
  const own = new URL(url)
  own.username = user
  return own.href
}

test('a server role without CREATE rights runs on the schemas that their owner migrated', async () => {
  await using database = await emptyDatabase()
  const { admin } = database
  const [owner, server] = [`owner_${admin.database}`, `server_${admin.database}`]
  await admin.query(`
    CREATE ROLE ${owner} LOGIN; CREATE ROLE ${server} LOGIN;
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    GRANT CREATE ON DATABASE ${admin.database} TO ${owner}`)
  const DATABASE_URL = withUser(database, owner)
  expect((await release.run(['migrate', '--check'], { DATABASE_URL })).status).toBe(1)
  expect((await release.run(['migrate'], { DATABASE_URL })).output).toMatch(/^(applied: \d+_\w+\n){2,}$/)
  expect(await release.run(['migrate', '--check', '--json'], { DATABASE_URL })).toEqual({
    status: 0,
    output: '{"missing":[]}\n',
  })
  await admin.query(await grants(owner, server))
  const running = await release.start(clerk.variables(withUser(database, server)))
  expect(await clerk.list(running.url)).toHaveLength(25)
  await running.end()
  await admin.query(`DROP OWNED BY ${server}; DROP OWNED BY ${owner} CASCADE; DROP ROLE ${owner}; DROP ROLE ${server}`)
})

test('after a restored dump, a reconcile and a minute, the list has no one who left after the dump', async () => {
  await using before = await emptyDatabase()
  await using after = await emptyDatabase()
  const first = await release.start(clerk.variables(before.url.href))
  expect(await clerk.list(first.url)).toHaveLength(25)
  const dumped = await promisify(execFile)(
    'pg_dump',
    ['--schema=roster', '--schema=leads', '--no-owner', before.url.href],
    { maxBuffer: 1e8 },
  )
  await first.end()
  await clerk.change('bob@acme.test', 'DELETE')

  // psql restores it, because the dump contains psql commands that are not SQL.
  const restoring = promisify(execFile)('psql', ['-q', '-v', 'ON_ERROR_STOP=1', after.url.href])
  restoring.child.stdin?.end(dumped.stdout)
  await restoring
  const variables = clerk.variables(after.url.href)
  const restored = await release.run(['reconcile', '--after-restore'], variables)
  expect(restored.output).toMatch(/1 rows for a running server to read again[^]*\n(\d) of \1 organizations reconciled/)
  // An absence counts only after a second read a minute later.
  await letTimePass({ pool: after.admin }, 60)
  const second = await release.start(variables)
  await expect.poll(() => clerk.list(second.url), { timeout: 20_000 }).toHaveLength(24)
  await second.end()
})

test('behind PgBouncer the folder serves, and Prometheus accepts its metrics, which are all documented', async () => {
  await using database = await emptyDatabase()
  await using pooler = await startPgbouncer(database.url)
  const metricsPort = await freePort()
  const server = await release.start({ ...clerk.variables(pooler.url.href), METRICS_PORT: String(metricsPort) })
  expect(await clerk.list(server.url)).not.toBe(503)
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  await server.end()
  // promtool warns about the names of prom-client's process metrics.
  const check = `promtool check metrics <<<"$1" 2>&1 | grep -v '^nodejs_active_.*should not have "_total"' || true`
  expect((await promisify(execFile)('bash', ['-c', check, '', metrics])).stdout).toBe('')
  const guide = await readFile(path.resolve(import.meta.dirname, '../../../docs/operations.md'), 'utf8')
  const names = [...metrics.matchAll(/^# TYPE (roster_\w+)/gm)].map(([, name]) => name ?? '')
  expect(names.filter((name) => !guide.includes(`\`${name}`))).toEqual([])
})

test('Prometheus accepts every alert rule', async () => {
  const file = path.join(release.folder, 'deploy/alerts.yaml')
  expect((await promisify(execFile)('promtool', ['check', 'rules', file])).stdout).toMatch(/SUCCESS/)
})
