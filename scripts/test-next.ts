// `pnpm test:next`: builds an adopter's Next.js app with the packed packages, and drives it in Chromium, with the local
// Clerk.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import { freePort } from '../apps/web/release-test/free-port.ts'
// oxlint-disable-next-line no-restricted-imports -- no workspace is a dependency of the root
import { callClerk } from '../packages/api/testing/call-clerk.ts'
// oxlint-disable-next-line no-restricted-imports -- as above
import { launchChromium } from '../packages/team-picker/testing/chromium.ts'
import { installNext } from './next/install-next.ts'
import { startProcess } from './next/start-process.ts'

const PATIENCE_MS = 60_000
const SHOWS_ROBERT = "document.querySelector('[role=combobox]')?.value.startsWith('Robert')"
const CRON_SECRET = 'a secret of the scheduler'
const database = process.env['DATABASE_URL'] ?? ''
const folder = mkdtempSync(path.join(tmpdir(), 'roster-next-'))

async function drive(): Promise<void> {
  const app = installNext(folder)
  const [port, clerkPort] = [String(await freePort()), String(await freePort())]
  const origin = `http://localhost:${port}`
  const command = (name: string) => path.join(app, 'node_modules/.bin', name)
  const webhook = `${origin}/api/webhooks/clerk`
  const clerkCommand = [
    command('clerk-local'),
    '--port',
    clerkPort,
    '--data',
    path.join(folder, 'clerk'),
    '--webhook',
    webhook,
  ]
  await using ownClerk = await startProcess(app, process.env, clerkCommand, /NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED=1\n/)
  const printed = parseEnv(ownClerk.output)
  const { CLERK_API_URL: apiUrl = '', CLERK_SECRET_KEY: secretKey = '' } = printed
  const clerk = { apiUrl, secretKey }
  const env = {
    ...process.env,
    ...printed,
    NODE_ENV: 'production' as const,
    ORIGIN: origin,
    CRON_SECRET,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: '1',
    NEXT_TELEMETRY_DISABLED: '1',
  }
  const run = (name: string, ...args: string[]) =>
    execFileSync(name, args, { cwd: app, env, stdio: ['ignore', 'ignore', 'inherit'] })
  // Does what `prisma migrate deploy` does, without the engine that it downloads; `generate` accepts any file for it.
  const migrations = path.join(app, 'prisma/migrations')
  const files = readdirSync(migrations).map((name) => path.join(migrations, name, 'migration.sql'))
  for (const file of files.filter(existsSync))
    run('psql', '--quiet', '--set', 'ON_ERROR_STOP=1', '--file', file, database)
  run('npm', 'run', 'build')
  await using server = await startProcess(app, env, [command('next'), 'start', '-p', port], /Ready in/)
  assert.match(server.output, /Next\.js 16/)
  await using browser = await launchChromium()
  const page = await browser.newPage()
  page.setDefaultTimeout(PATIENCE_MS)

  await page.goto(`${origin}/team`)
  await page.getByLabel('Email address').fill('alice@acme.test')
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
  await page.getByLabel('Password', { exact: true }).fill('roster-demo')
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
  await page.getByRole('heading', { name: '25 people' }).waitFor()
  step('signed in by Clerk’s component; the server component lists the team')

  await page.goto(`${origin}/pick`)
  await page.getByRole('combobox', { name: 'Assignee' }).fill('bob')
  await page.getByRole('option', { name: /Bob/ }).click()
  step('picked in a client page')

  await page.goto(`${origin}/tasks`)
  const field = page.getByRole('combobox', { name: 'Call the customer' })
  await field.fill('bob')
  const assigned = page.waitForResponse((response) => response.url().includes('tasks.assign'))
  await page.getByRole('option', { name: /Bob/ }).click()
  assert.equal((await assigned).status(), 200)
  await page.getByRole('listitem').filter({ hasText: 'Call the customer: Bob' }).waitFor()
  step('picked, and stored in the app’s own table')

  const bob = found.parse(await callClerk(clerk, 'GET', '/users?email_address=bob@acme.test'))
  await callClerk(clerk, 'PATCH', `/users/${bob.id}`, { first_name: 'Robert' })
  await page.waitForFunction(SHOWS_ROBERT)
  step('a webhook changed the open page, which the hook keeps up to date')

  await page.goto(`${origin}/team`)
  await page
    .getByRole('listitem')
    .filter({ hasText: /Robert .*bob@acme\.test/ })
    .waitFor()
  await page.goto(`${origin}/tasks`)
  // By role: while the page streams in, React keeps a hidden copy of it.
  await page.getByRole('listitem').filter({ hasText: 'Call the customer: Robert' }).waitFor()
  step('server components show the new name: the list, and the app’s table joined with Roster’s view')

  await page.waitForFunction(SHOWS_ROBERT)
  const acme = one.parse(await callClerk(clerk, 'GET', '/organizations/acme'))
  await callClerk(clerk, 'DELETE', `/organizations/${acme.id}/memberships/${bob.id}`)
  await page.getByText('Left', { exact: true }).waitFor()
  step('a person who left stays readable in the picker')

  const ofRoster = `SELECT tablename FROM pg_tables WHERE schemaname = 'roster' AND tablename <> '_prisma_migrations'
    UNION SELECT typname FROM pg_type WHERE typnamespace = 'roster'::regnamespace AND typtype = 'e'`
  const names = execFileSync('psql', ['-tA', '-c', ofRoster, database], { encoding: 'utf8' }).trim().split('\n')
  const config = readFileSync(path.join(app, 'prisma.config.ts'), 'utf8')
  assert.deepEqual(
    names.filter((name) => !config.includes(`'${name}'`)),
    [],
    'Prisma Migrate would drop these of Roster: list them in prisma.config.ts and docs/adopt.md',
  )
  step('Prisma Migrate knows all that Roster manages by itself')

  const status = async (where: string, authorization?: string) =>
    (await fetch(origin + where, { headers: authorization ? { authorization } : {} })).status
  assert.equal(await status('/api/v1/entities/users'), 401)
  assert.equal(await status('/api/openapi.json'), 200)
  assert.equal(await status('/cron'), 401)
  assert.equal(await status('/cron', `Bearer ${CRON_SECRET}`), 204)
  step('the REST path refuses strangers, and a scheduler’s turn ends')

  await page.getByRole('button', { name: /user (button|menu)/i }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  await page.goto(`${origin}/team`)
  await page.getByLabel('Email address').waitFor()
  step('signed out; the team is closed')
}

const one = z.object({ id: z.string() })
const found = z
  .tuple([one])
  .rest(z.unknown())
  .transform(([first]) => first)

const step = (done: string) => console.log(`✓ ${done}`)

try {
  await drive()
} finally {
  rmSync(folder, { recursive: true })
}
