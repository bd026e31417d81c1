// `pnpm test:next`: an adopter's Next.js app on the packed packages, built, and driven in Chromium on the local Clerk.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { chromium } from 'playwright-core'
import { installNext } from './next/install-next.ts'
import { freePort, startProcess } from './next/processes.ts'

const PATIENCE_MS = 20_000
const CRON_SECRET = 'a secret of the scheduler'
const folder = mkdtempSync(path.join(tmpdir(), 'roster-next-'))

async function drive(): Promise<void> {
  const app = installNext(folder)
  const [port, clerkPort] = [await freePort(), await freePort()]
  const origin = `http://localhost:${port}`
  const command = (name: string) => path.join(app, 'node_modules/.bin', name)
  const webhook = `${origin}/api/webhooks/clerk`
  const ownClerk = [
    command('clerk-local'),
    '--port',
    clerkPort,
    '--data',
    path.join(folder, 'clerk'),
    '--webhook',
    webhook,
  ]
  await using clerk = await startProcess(app, process.env, ownClerk, /CLERK_PROXY_URL=\S+\n/)
  const printed = parseEnv(clerk.output)
  const bundles = `${printed['CLERK_PROXY_URL']}/npm/@clerk`
  const env = {
    ...process.env,
    ...printed,
    NODE_ENV: 'production' as const,
    ORIGIN: origin,
    CRON_SECRET,
    NEXT_TELEMETRY_DISABLED: '1',
    NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED: '1',
    NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: printed['CLERK_PUBLISHABLE_KEY'],
    NEXT_PUBLIC_CLERK_PROXY_URL: printed['CLERK_PROXY_URL'],
    NEXT_PUBLIC_CLERK_JS_URL: `${bundles}/clerk-js@6/dist/clerk.browser.js`,
    NEXT_PUBLIC_CLERK_UI_URL: `${bundles}/ui@1/dist/ui.browser.js`,
    NEXT_PUBLIC_CLERK_SIGN_IN_URL: '/sign-in',
  }
  execFileSync(command('next'), ['build'], { cwd: app, env, stdio: ['ignore', 'ignore', 'inherit'] })
  await using server = await startProcess(app, env, [command('next'), 'start', '-p', port], /Ready in/)
  assert.match(server.output, /Next\.js 16/)
  await using browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  })
  const page = await browser.newPage()
  page.setDefaultTimeout(PATIENCE_MS)

  await page.goto(`${origin}/team`)
  await page.getByLabel('Email address').fill('alice@acme.test')
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
  await page.getByLabel('Password', { exact: true }).fill('roster-demo')
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
  await page.getByRole('heading', { name: '25 people' }).waitFor()
  step('signed in by Clerk’s component; the server component lists the team')

  await page.getByRole('link', { name: 'Pick' }).click()
  await page.getByRole('combobox', { name: 'Call the customer' }).fill('bob')
  await page.getByRole('option', { name: /Bob/ }).click()
  await page.getByText(/Assigned to Bob/).waitFor()
  step('picked in the client page, and stored in the app’s own table beside Roster’s view')

  await rename(printed, 'bob@acme.test', 'Robert')
  await page.reload()
  await page.getByText(/Assigned to Robert/).waitFor()
  await page.goto(`${origin}/team`)
  await page.getByText(/Robert .*bob@acme\.test/).waitFor()
  step('a webhook changed the list and the join')

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

async function rename(variables: NodeJS.Dict<string>, email: string, firstName: string): Promise<void> {
  const headers = { authorization: `Bearer ${variables['CLERK_SECRET_KEY']}`, 'content-type': 'application/json' }
  const users = `${variables['CLERK_API_URL']}/v1/users`
  const found: unknown = await (await fetch(`${users}?email_address=${email}`, { headers })).json()
  const id = Array.isArray(found) ? String(Reflect.get(Object(found[0]), 'id')) : ''
  const response = await fetch(`${users}/${id}`, {
    method: 'PATCH',
    headers,
    body: JSON.stringify({ first_name: firstName }),
  })
  assert.equal(response.status, 200)
}

const step = (done: string) => console.log(`✓ ${done}`)

try {
  await drive()
} finally {
  rmSync(folder, { recursive: true })
}
