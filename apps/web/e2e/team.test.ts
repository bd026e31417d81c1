import { accessibilityProblems } from '../../../packages/team-picker/testing/index.ts'
import type { Page, Request } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { runApp, type RunningApp } from './running-app.ts'
import { signIn } from './sign-in.ts'

let app: RunningApp
beforeAll(async () => {
  // The others start on demo data.
  app = await runApp('empty')
})
afterAll(() => app[Symbol.asyncDispose]())

const clerkScript = '**/npm/@clerk/clerk-js@*/**'
const rowCount = (page: Page) => page.getByRole('grid').getAttribute('aria-rowcount')

test('a member signs in, sees the team, switches organization and signs out, without external requests', async () => {
  const page = await app.browser.newPage({ viewport: { width: 1200, height: 800 } })
  const hosts = new Set<string>()
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url())
    if (protocol.startsWith('http')) hosts.add(hostname)
  })

  await page.goto(app.url)
  await page.getByLabel('Email address').fill('alice@acme.test')
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
  await page.locator('input[name=password]').fill('roster-demo')
  await page.getByRole('button', { name: 'Continue', exact: true }).click()

  await page.getByRole('grid').waitFor()
  await expect.poll(() => rowCount(page)).toBe('26')

  await page.locator('.cl-organizationSwitcherTrigger').click()
  await page.getByRole('menuitem', { name: /Globex/ }).click()
  await expect.poll(() => rowCount(page), { timeout: 20_000 }).toBe('1001')
  await page.getByRole('row').nth(1).click()
  await page.keyboard.press('End')
  await page.locator('[role=row][aria-rowindex="1001"]').waitFor()

  await page.locator('.cl-userButtonTrigger').click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByLabel('Email address').waitFor()
  await expect.poll(() => page.getByRole('grid').count()).toBe(0)
  expect([...hosts].filter((host) => host !== 'localhost' && host !== '127.0.0.1')).toEqual([])
  await page.close()
})

test('if Clerk’s script can’t be loaded, every page shows the problem with advice, and a reload recovers', async () => {
  await using context = await app.browser.newContext({ reducedMotion: 'reduce' })
  await context.route(clerkScript, (route) => route.abort())
  const pages = await Promise.all(
    ['/', '/sign-in'].map(async (path) => {
      const page = await context.newPage()
      await page.goto(app.url + path)
      return page
    }),
  )
  for (const page of pages) {
    await page.getByRole('alert').filter({ hasText: 'Sign-in could not be loaded' }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    expect(await page.getByRole('button', { name: /^Sign in/ }).count()).toBe(0)
  }
  await context.unroute(clerkScript)
  for (const page of pages) {
    await page.getByRole('button', { name: 'Reload the page' }).click()
    await page.getByLabel('Email address').waitFor()
  }
}, 60_000)

test('until Clerk’s form has loaded, a loading placeholder is shown', async () => {
  let answer = () => {}
  const answered = new Promise<void>((resolve) => (answer = resolve))
  await using context = await app.browser.newContext()
  await context.route(clerkScript, (route) => answered.then(() => route.continue()))
  const page = await context.newPage()
  await page.goto(`${app.url}/sign-in`)
  await page.getByText('Loading the sign-in form…').waitFor({ state: 'attached' })
  answer()
  await page.getByLabel('Email address').waitFor()
  expect(await page.getByText('Loading the sign-in form…').count()).toBe(0)
})

test('open pages show a member who joins, is renamed or leaves within 3 seconds, without a reload', async () => {
  const alice = await signIn(app, 'alice@acme.test')
  await using team = await alice.open()
  await using leads = await alice.open('/leads')
  await team.getByRole('searchbox').fill('quill')
  await team.getByText('Nobody matches “quill”').waitFor()
  await leads
    .getByRole('button', { name: /^Assignee of/ })
    .first()
    .click()
  await leads.keyboard.type('quill')
  await leads.getByText('Nobody matches “quill”').first().waitFor()
  for (const page of [team, leads]) await page.evaluate(() => Object.assign(window, { same: true }))
  const shows = (name: string) =>
    expect.poll(
      () => Promise.all([team.getByRole('row', { name }).count(), leads.getByRole('option', { name }).count()]),
      { timeout: 3_000 },
    )

  const user = await app.clerk('POST', '/users', z.object({ id: z.string() }), {
    email_address: ['zoe.quill@acme.test'],
    first_name: 'Zoe',
    last_name: 'Quill',
  })
  await app.clerk('POST', '/organizations/acme/memberships', z.unknown(), { user_id: user.id, role: 'org:member' })
  await shows('Zoe Quill').toEqual([1, 1])
  await app.clerk('PATCH', `/users/${user.id}`, z.unknown(), { first_name: 'Zara' })
  await shows('Zara Quill').toEqual([1, 1])
  await app.clerk('DELETE', `/organizations/acme/memberships/${user.id}`, z.unknown())
  await shows('Zara Quill').toEqual([0, 0])
  for (const page of [team, leads]) expect(await page.evaluate(() => 'same' in window)).toBe(true)
})

test('a removed member sees on every page that access has ended, and no people', async () => {
  const dana = await signIn(app, 'dana@acme.test')
  await using team = await dana.open()
  await using leads = await dana.open('/leads')
  for (const page of [team, leads]) await page.getByRole('grid').waitFor()
  const [{ id }] = await app.clerk(
    'GET',
    '/users?email_address=dana@acme.test',
    z.tuple([z.object({ id: z.string() })]),
  )
  await app.clerk('DELETE', `/organizations/acme/memberships/${id}`, z.unknown())
  for (const page of [team, leads]) {
    await page.getByRole('alert').filter({ hasText: 'Your access to Acme has ended' }).waitFor()
    await expect.poll(() => page.getByRole('grid').count()).toBe(0)
  }
})

test('only one of several windows polls for changes, and hidden windows do not', async () => {
  const alice = await signIn(app, 'alice@acme.test')
  const waits = new Set<Request>()
  const count = (page: Page) => {
    page.on('request', (request) => {
      if (request.url().includes('users.revision') && request.url().includes('after')) waits.add(request)
    })
    page.on('requestfinished', (request) => void waits.delete(request))
    page.on('requestfailed', (request) => void waits.delete(request))
  }
  await using first = await alice.open()
  const second = await first.context().newPage()
  for (const page of [first, second]) {
    count(page)
    await page.goto(app.url)
    await page.getByRole('grid').waitFor()
  }
  await expect.poll(() => waits.size).toBe(1)
  for (const page of [first, second])
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })
      document.dispatchEvent(new Event('visibilitychange'))
    })
  await expect.poll(() => waits.size).toBe(0)
})
