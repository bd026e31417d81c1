import { accessibilityProblems } from '../../../../packages/team-picker/testing/index.ts'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { alice, app } from './shared-app.ts'

const bar = (page: Page) => page.locator('.connection-bar')
const clerkScript = /\/clerk\.browser\.js$/

/** Signs in with a demo account's button, in a new context. */
async function enterAs(email: string) {
  const context = await app.browser.newContext({ viewport: { width: 1200, height: 800 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(`${app.url}/sign-in`)
  await page.getByRole('button', { name: `Sign in as ${email}` }).click()
  return Object.assign(page, { [Symbol.asyncDispose]: () => context.close() })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`while offline every page shows since when, until it is online again: ${colorScheme}`, async () => {
    await using page = await alice.open('/', { colorScheme })
    for (const name of ['Team', 'Leads', 'API access']) {
      await page.getByRole('link', { name }).click()
      await page.getByRole('heading', { level: 1, name }).waitFor()
      await page.context().setOffline(true)
      await bar(page)
        .filter({ hasText: /^You’re offline since \d/ })
        .waitFor()
      await page.context().setOffline(false)
      await expect.poll(() => bar(page).textContent()).toBe('')
    }
    await page.context().setOffline(true)
    await bar(page).filter({ hasText: 'offline' }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
  })
}

test('while offline the sign-in page shows since when', async () => {
  await using context = await app.browser.newContext()
  const page = await context.newPage()
  await page.goto(`${app.url}/sign-in`)
  await page.getByLabel('Email address').waitFor()
  await context.setOffline(true)
  await expect.poll(() => bar(page).textContent()).toMatch(/^You’re offline since \d/)
})

test('while the server does not answer, the page shows since when and then recovers', async () => {
  await using page = await alice.open()
  await page.getByRole('grid').waitFor()
  await page.route('**/api/trpc/**', (route) => route.abort())
  // A window that becomes visible again sends a request at once.
  for (const state of ['hidden', 'visible'])
    await page.evaluate((visibilityState) => {
      Object.defineProperty(document, 'visibilityState', { get: () => visibilityState, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
  await bar(page)
    .filter({ hasText: /^Roster can’t be reached since \d/ })
    .waitFor()
  expect(await page.getByRole('grid').count()).toBe(1)
  await page.unroute('**/api/trpc/**')
  await expect.poll(() => bar(page).textContent(), { timeout: 10_000 }).toBe('')
})

test('a person without the right to see the members reads which right it is', async () => {
  const ids = z.object({ data: z.array(z.object({ id: z.string() })) })
  const { data: found } = await app.clerk('GET', '/organizations', ids)
  const asked = { name: 'Nothing', subject: found[0]?.id, scopes: [] }
  const { secret } = await app.clerk('POST', '/../api_keys', z.object({ secret: z.string() }), asked)
  await using page = await alice.open('/api-access')
  // The server's own refusal of a caller who is known and lacks a right.
  await page.route('**/api/trpc/**', (route) =>
    route.continue({ headers: { ...route.request().headers(), authorization: `Bearer ${secret}` } }),
  )
  for (const path of ['/', '/leads']) {
    await page.goto(app.url + path)
    await page.getByText('lacks the scope users:read').waitFor()
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(1)
  }
})

/** Alters the page as browsers do to translate it: each text becomes an element, now and when it appears. */
function translatePage(): void {
  const translate = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const texts: Text[] = []
    while (walker.nextNode()) if (walker.currentNode instanceof Text) texts.push(walker.currentNode)
    for (const text of texts) {
      if (text.parentElement?.closest('font, script, style, option')) continue
      const font = document.createElement('font')
      font.textContent = text.data
      text.replaceWith(font)
    }
  }
  translate()
  new MutationObserver(translate).observe(document.body, { subtree: true, childList: true })
}

test('a page that the browser translates survives an interruption and counts the selected leads', async () => {
  await using page = await alice.open()
  await page.getByRole('grid').waitFor()
  await page.evaluate(translatePage)
  await page.context().setOffline(true)
  await bar(page).locator('font').waitFor()
  await page.context().setOffline(false)
  await expect.poll(() => bar(page).textContent({ timeout: 5_000 })).toBe('')
  expect(await page.getByRole('grid').count()).toBe(1)

  await page.getByRole('link', { name: 'Leads' }).click()
  for (const count of [1, 2]) {
    await page
      .getByRole('checkbox', { name: /^Select/, checked: false })
      .first()
      .click()
    await page.getByText(`${count} selected`).waitFor()
  }
})

test('a key that is created while the keys are loading is in the list', async () => {
  await using page = await alice.open('/team')
  let isFirst = true
  let release = () => {}
  const created = new Promise<void>((resolve) => (release = resolve))
  await page.route(/\/api\/trpc\/.*apiKeys\.list/, async (route) => {
    const response = await route.fetch()
    if (isFirst) {
      isFirst = false
      await created
    }
    // The page may have given up this request.
    await route.fulfill({ response }).catch(() => {})
  })
  await page.goto(new URL('/api-access', page.url()).href)
  await page.getByRole('textbox', { name: 'Name of the key' }).fill('Early')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'I’ve copied it' }).waitFor()
  release()
  await expect.poll(() => page.getByRole('button', { name: 'Revoke Early' }).count(), { timeout: 10_000 }).toBe(1)
})

test('a key that is revoked after its dialog was closed leaves the dialog of another key open', async () => {
  await using page = await alice.open('/api-access')
  for (const name of ['Slow', 'Other']) {
    await page.getByRole('textbox', { name: 'Name of the key' }).fill(`${name} key`)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'I’ve copied it' }).click()
  }
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  await page.route(/apiKeys\.revoke/, (route) => released.then(() => route.continue()))
  await page.getByRole('button', { name: 'Revoke Slow key' }).click()
  await page.getByRole('button', { name: 'Revoke key' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Revoke Other key' }).click()
  release()
  await page
    .getByRole('row', { name: /^Slow key/ })
    .getByText('Revoked')
    .waitFor()
  // A later answer: the page has handled that of the key.
  await page.evaluate(() => fetch('/robots.txt').then((file) => file.text()))
  expect(await page.getByRole('dialog', { name: 'Revoke “Other key”?' }).count()).toBe(1)
})

test('the heading gets the focus when the focused element is removed', async () => {
  await using page = await alice.open('/api-access')
  const focused = () => page.evaluate(() => document.activeElement?.tagName)
  await page.getByRole('textbox', { name: 'Name of the key' }).fill('Focus')
  await page.keyboard.press('Enter')
  const copied = page.getByRole('button', { name: 'I’ve copied it' })
  await copied.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Name of the key' }).waitFor()
  await expect.poll(focused).toBe('H1')

  const revoke = page.getByRole('button', { name: 'Revoke Focus' })
  await revoke.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await expect.poll(() => revoke.evaluate((button) => button === document.activeElement)).toBe(true)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Revoke key' }).click()
  await page
    .getByRole('row', { name: /^Focus/ })
    .getByText('Revoked', { exact: true })
    .waitFor()
  await expect.poll(focused).toBe('H1')
})

test('a removed member sees why, also after a reload, can’t switch back, and returns when added again', async () => {
  await using page = await enterAs('dana@acme.test')
  await page.getByRole('grid').waitFor()
  const one = z.tuple([z.object({ id: z.string() })])
  const [{ id }] = await app.clerk('GET', '/users?email_address=dana@acme.test', one)
  await app.clerk('DELETE', `/organizations/acme/memberships/${id}`, z.unknown())

  const reason = page.getByRole('alert').filter({ hasText: 'Your access to Acme has ended' })
  await reason.waitFor()
  await expect.poll(() => page.locator('.cl-organizationSwitcherTrigger').textContent()).not.toContain('Acme')
  expect(await page.getByRole('button', { name: /^Switch to/ }).count()).toBe(0)
  expect(await accessibilityProblems(page)).toEqual([])
  await page.reload()
  await reason.waitFor()

  await page.evaluate(() => Object.assign(window, { same: true }))
  await app.clerk('POST', '/organizations/acme/memberships', z.unknown(), { user_id: id, role: 'org:member' })
  await page.getByRole('row', { name: /Alice/ }).waitFor()
  expect(await page.evaluate(() => 'same' in window)).toBe(true)
})

test('a session with a pending task is sent to the task from every page, with no blank column', async () => {
  await using page = await enterAs('penny@pending.test')
  await page.waitForURL(/\/tasks\/reset-password/)
  await page.getByRole('heading', { name: /reset your password/i }).waitFor()
  for (const path of ['/leads', '/sign-in']) {
    await page.goto(app.url + path)
    await page.waitForURL(/\/tasks\/reset-password/)
    await page.getByRole('heading', { name: /reset your password/i }).waitFor()
  }
  expect(await accessibilityProblems(page)).toEqual([])
})

test('a signed-out visitor never sees the members’ pages, not even while Clerk loads', async () => {
  let answer = () => {}
  const answered = new Promise<void>((resolve) => (answer = resolve))
  await using context = await app.browser.newContext()
  await context.addInitScript(() => {
    new MutationObserver(() => {
      if (document.querySelector('.shell')) Object.assign(window, { sawShell: true })
    }).observe(document, { childList: true, subtree: true })
  })
  await context.route(clerkScript, (route) => answered.then(() => route.continue()))
  const page = await context.newPage()
  await page.goto(`${app.url}/leads?status=open`)
  await page.waitForURL(`${app.url}/sign-in?redirect_url=%2Fleads%3Fstatus%3Dopen`)
  await page.getByText('Loading the sign-in form…').waitFor({ state: 'attached' })
  answer()
  await page.getByLabel('Email address').waitFor()
  expect(await page.evaluate(() => 'sawShell' in window)).toBe(false)
  await page.getByRole('button', { name: 'Sign in as alice@acme.test' }).click()
  await page.waitForURL(`${app.url}/leads?status=open`)
})

test('a user without an organization creates one and is taken to its team page', async () => {
  await using page = await enterAs('nora@nobody.test')
  await page.getByRole('textbox', { name: 'Name' }).fill('Nora’s Bakery')
  await page.getByRole('button', { name: 'Create organization' }).click()
  const skip = page.getByRole('button', { name: 'Skip' })
  await skip.or(page.getByRole('grid')).first().waitFor()
  if (await skip.isVisible()) await skip.click()
  await page.getByRole('row', { name: /Nora/ }).waitFor()
  expect(await page.getByRole('searchbox').getAttribute('aria-label')).toContain('Nora’s Bakery')
})
