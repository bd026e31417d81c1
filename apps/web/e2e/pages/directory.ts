import { readFile } from 'node:fs/promises'
import { accessibilityProblems } from '../../../../packages/team-picker/testing/index.ts'
import type { Download, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { signIn, type SignedIn } from '../sign-in.ts'
import { alice, app } from './shared-app.ts'

async function openTeam(search = '', options: Parameters<SignedIn['open']>[1] = {}) {
  const page = await alice.open(`/${search}`, options)
  await page.getByRole('grid').waitFor()
  return page
}

const names = (page: Page) => page.locator('.grid__body [data-column=name] bdi').allInnerTexts()
const rowOf = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) })
const search = (page: Page) => new URL(page.url()).search
const head = (page: Page, name: string) => page.getByRole('columnheader', { name })
const card = (page: Page) => page.getByRole('dialog')
const focusedText = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '')
const fileText = async (download: Download) => readFile(await download.path(), 'utf8')

test('a column head sorts with the keyboard, and the address keeps the sort over a refresh', async () => {
  await using page = await openTeam()
  expect(await head(page, 'Name').getAttribute('aria-sort')).toBe('ascending')
  const before = await page.evaluate(() => history.length)
  await head(page, 'Joined').getByRole('button').focus()
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await names(page))[0]).toBe('Alice Archer')
  expect(await head(page, 'Joined').getAttribute('aria-sort')).toBe('ascending')
  expect(await head(page, 'Name').getAttribute('aria-sort')).toBe('none')
  await page.keyboard.press('Enter')
  await expect.poll(() => head(page, 'Joined').getAttribute('aria-sort')).toBe('descending')
  expect(search(page)).toBe('?sort=-joined')
  const newest = await names(page)
  await page.reload()
  await expect.poll(() => names(page)).toEqual(newest)
  expect(await page.evaluate(() => history.length)).toBe(before)
})

test('the role filter shows only members with the role, and unknown values in the address are ignored', async () => {
  await using page = await openTeam('?role=org:nonsense&status=gone&sort=age')
  await page.getByText('25 people').waitFor()
  await page.getByRole('combobox', { name: 'Role' }).selectOption('Admin')
  await expect.poll(() => page.locator('.grid__body [data-column=role]').allInnerTexts()).not.toContain('Member')
  expect(await names(page)).toContain('Alice Archer')
  await page.getByRole('link', { name: 'Leads' }).click()
  await page.getByRole('heading', { name: 'Leads', level: 1 }).waitFor()
  await page.goBack()
  await expect.poll(() => page.getByRole('combobox', { name: 'Role' }).inputValue()).toBe('org:admin')
})

test('filters without matches show a notice, and “Clear filters” shows everyone again', async () => {
  await using page = await alice.open('/?status=banned')
  await page.getByText('Nobody matches the filters').waitFor()
  expect(await accessibilityProblems(page)).toEqual([])
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.getByText('25 people').waitFor()
  expect(search(page)).toBe('')
  expect(await page.getByRole('searchbox').evaluate((field) => field === document.activeElement)).toBe(true)
})

test('the status filter finds a banned member', async () => {
  const [teller] = await app.clerk('GET', '/users?query=teller', z.array(z.object({ id: z.string() })))
  await app.clerk('POST', `/users/${teller?.id}/ban`, z.unknown())
  await using page = await openTeam()
  await rowOf(page, 'Teller').getByText('Banned').waitFor()
  await page.getByRole('combobox', { name: 'Status' }).selectOption('Banned')
  await expect.poll(() => names(page)).toEqual(['Teller'])
  expect(search(page)).toBe('?status=banned')
  await app.clerk('POST', `/users/${teller?.id}/unban`, z.unknown())
})

test('the search is in the address once the typing pauses, and Back from another page restores it', async () => {
  await using page = await openTeam('?sort=-name')
  await page.getByRole('searchbox').fill('sam')
  await expect.poll(() => search(page)).toBe('?sort=-name&q=sam')
  await expect.poll(() => names(page)).toEqual(['Sam Taylor', 'Sam Taylor'])
  await page.getByRole('searchbox').fill('sam taylor')
  await page.getByRole('link', { name: 'Leads' }).click()
  await page.getByRole('heading', { name: 'Leads', level: 1 }).waitFor()
  await page.goBack()
  await expect.poll(() => page.getByRole('searchbox').inputValue()).toBe('sam taylor')
  await page.getByRole('link', { name: 'Team' }).click()
  await expect.poll(() => page.getByRole('searchbox').inputValue()).toBe('')
  await page.getByText('25 people').waitFor()
})

test('“You” focuses the visitor’s own row, even if the search hides it', async () => {
  await using page = await openTeam('?q=vogt')
  await expect.poll(() => names(page)).toEqual(['Ursula Vogt'])
  await page.getByRole('button', { name: 'You', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => focusedText(page)).toContain('Alice Archer')
  expect(search(page)).toBe('')
})

test('a row opens its person’s card, and Escape returns the focus to the row', async () => {
  await using page = await openTeam()
  await rowOf(page, 'Dana').locator('time').click()
  await card(page).getByRole('heading', { name: 'Dana Whitfield' }).waitFor()
  await card(page)
    .getByRole('link', { name: /^\d+ leads?$/ })
    .waitFor()
  expect(await accessibilityProblems(page)).toEqual([])
  const facts = await card(page).locator('dl').innerText()
  for (const fact of ['dana@acme.test', 'Member', 'Active', 'Account created']) expect(facts).toContain(fact)
  expect(await card(page).getByRole('link', { name: 'dana@acme.test' }).getAttribute('href')).toBe(
    'mailto:dana@acme.test',
  )
  expect(search(page)).toMatch(/^\?person=user_/)
  await page.keyboard.press('Escape')
  await expect.poll(() => card(page).count()).toBe(0)
  expect(await focusedText(page)).toContain('Dana Whitfield')
  expect(search(page)).toBe('')
  await page.keyboard.press('Enter')
  await card(page)
    .getByRole('link', { name: /leads?$/ })
    .click()
  await page.getByRole('heading', { name: 'Leads', level: 1 }).waitFor()
  expect(search(page)).toMatch(/^\?assignee=user_/)
})

test('whatever is pasted into a search, the page can be reloaded', async () => {
  for (const path of ['/', '/leads']) {
    await using page = await alice.open(path)
    const field = page.getByRole('searchbox')
    await field.focus()
    await page.keyboard.insertText('田中'.repeat(1_000))
    await expect.poll(() => search(page)).not.toBe('')
    const answer = await page.reload()
    expect(answer?.status()).toBe(200)
    await expect.poll(() => field.inputValue()).toMatch(/^田中/)
  }
})

test('a link to a person opens their card, and closing it focuses their row', async () => {
  await using first = await openTeam('?q=ursula')
  const id = await rowOf(first, 'Ursula').getAttribute('data-id')
  await using page = await alice.open(`/?person=${id}`)
  await card(page).getByText('No email').waitFor()
  await card(page).getByRole('button', { name: 'Close' }).click()
  await expect.poll(() => focusedText(page)).toContain('Ursula Vogt')
  await page.goto(`${app.url}/?person=user_nobody`)
  await page.getByRole('alert').filter({ hasText: 'isn’t in Acme' }).waitFor()
  await page.getByRole('button', { name: 'Dismiss' }).click()
  expect(await page.getByRole('searchbox').evaluate((field) => field === document.activeElement)).toBe(true)
})

test('when the focused row is removed, the next row gets the focus', async () => {
  const user = await app.clerk('POST', '/users', z.object({ id: z.string() }), {
    email_address: ['aaron.short@acme.test'],
    first_name: 'Aaron',
    last_name: 'Short',
  })
  await app.clerk('POST', '/organizations/acme/memberships', z.unknown(), { user_id: user.id, role: 'org:member' })
  await using page = await openTeam()
  await rowOf(page, 'Aaron').focus()
  await app.clerk('DELETE', `/organizations/acme/memberships/${user.id}`, z.unknown())
  await expect.poll(() => rowOf(page, 'Aaron').count()).toBe(0)
  await expect.poll(() => focusedText(page)).toContain('Alice Archer')
})

test('an admin can invite and manage members in Clerk’s dialog, and a member is offered neither', async () => {
  await using page = await openTeam()
  await page.getByRole('button', { name: 'Invite' }).click()
  const clerk = page.locator('.cl-organizationProfile-root')
  await clerk.getByRole('button', { name: 'Invite' }).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => clerk.count()).toBe(0)
  await page.getByRole('button', { name: 'Manage members' }).click()
  await clerk.getByText('bob@acme.test').waitFor()

  const bob = await signIn(app, 'bob@acme.test')
  await using other = await bob.open()
  await other.getByRole('button', { name: 'Download CSV' }).waitFor()
  expect(await other.getByRole('button', { name: /Invite|Manage members/ }).count()).toBe(0)
})

test('the spreadsheet file has the people shown in their order, and the file for programs has everyone', async () => {
  await using page = await openTeam('?q=sam+taylor&sort=-email')
  await expect.poll(() => names(page)).toHaveLength(2)
  await page.getByRole('button', { name: 'Download CSV' }).click()
  expect(await accessibilityProblems(page)).toEqual([])
  const [people] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download people' }).click(),
  ])
  const lines = (await fileText(people)).split('\r\n')
  expect(lines[0]).toBe('\uFEFFName,Email,Role,Joined')
  expect(lines.slice(1).map((line) => line.replace(/\d{4}-\d\d-\d\d$/, 'DAY'))).toEqual([
    'Sam Taylor,sam.taylor@acme.test,Member,DAY',
    'Sam Taylor,sam.taylor2@acme.test,Member,DAY',
    '',
  ])
  await page.getByRole('button', { name: 'Download CSV' }).click()
  const [fields] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download all fields' }).click(),
  ])
  expect(await fileText(fields)).toMatch(/^id,firstName,.*\r\n/)
  expect((await fileText(fields)).split('\r\n')).toHaveLength(27)
})

test('a file whose dialog was closed before it came is not saved, and a dialog opened since stays open', async () => {
  await using page = await openTeam()
  const saved: Download[] = []
  page.on('download', (download) => saved.push(download))
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  await page.route(/entities\/users/, (route) => released.then(() => route.continue()))
  await page.getByRole('button', { name: 'Download CSV' }).click()
  const answered = page.waitForResponse(/entities\/users/)
  await page.getByRole('button', { name: 'Download all fields' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Download CSV' }).click()
  release()
  await (await answered).finished()
  // A later answer: the page has handled the file.
  await page.evaluate(() => fetch('/robots.txt').then((file) => file.text()))
  expect(await card(page).count()).toBe(1)
  expect(saved).toEqual([])
})

test('the printed page has everyone in the order shown, and afterwards the screen has its rows again', async () => {
  await using page = await openTeam('?sort=-name')
  await page.evaluate(() => window.Clerk?.setActive({ organization: 'globex' }))
  await page.getByText('1,000 people').waitFor({ timeout: 20_000 })
  expect(await page.locator('.people-print tr').count()).toBe(0)
  const [last = ''] = await names(page)
  await page.emulateMedia({ media: 'print' })
  await expect.poll(() => page.locator('.people-print tbody tr').count()).toBe(1_000)
  expect(await page.locator('.people-print tbody tr').first().innerText()).toContain(last)
  expect(await page.getByRole('grid').isVisible()).toBe(false)
  await page.emulateMedia({ media: null })
  await expect.poll(() => page.locator('.people-print').count()).toBe(0)
  const pdf = await page.pdf()
  expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(15)
})

test('Ctrl+F focuses the search with a hint, on a Cyrillic keyboard too, and a second press opens the browser’s search', async () => {
  await using page = await openTeam()
  await page.evaluate(() => {
    Object.assign(window, { left: [] as boolean[] })
    addEventListener('keydown', (event) => {
      if (event.key === 'f') document.title = `left to the browser: ${!event.defaultPrevented}`
    })
  })
  await page.keyboard.press('Control+f')
  expect(await page.title()).toBe('left to the browser: false')
  await page.getByText('Press Ctrl+F again').waitFor()
  expect(await page.getByRole('searchbox').evaluate((field) => field === document.activeElement)).toBe(true)
  await page.keyboard.press('Control+f')
  expect(await page.title()).toBe('left to the browser: true')

  const search = page.getByRole('searchbox')
  await search.blur()
  await page.evaluate(() =>
    document.body.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'а', code: 'KeyF', ctrlKey: true, bubbles: true, cancelable: true }),
    ),
  )
  expect(await search.evaluate((field) => field === document.activeElement)).toBe(true)
})

test('where the browser has no clipboard, as over plain http, a copy button says that it failed', async () => {
  await using page = await openTeam()
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
  await page.locator('.grid__body time').first().click()
  await card(page).getByRole('button', { name: 'Copy link' }).click()
  await expect.poll(() => card(page).getByRole('button').allInnerTexts()).toContain('Couldn’t copy')
})

test('on a phone the sort is a select, and a card fits the screen', async () => {
  await using page = await openTeam('', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  await page.getByRole('combobox', { name: 'Sort by' }).selectOption('Name Z–A')
  await expect.poll(() => search(page)).toBe('?sort=-name')
  await page.locator('.grid__body time').first().tap()
  const box = await card(page).boundingBox()
  expect(box && box.x >= 0 && box.x + box.width <= 390).toBe(true)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
})
