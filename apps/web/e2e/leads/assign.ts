import { virtualCursor } from '../../../../packages/team-picker/testing/index.ts'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { signIn, type SignedIn } from '../sign-in.ts'
import { alice, app } from './shared-app.ts'

declare global {
  interface Window {
    seen: { globex: boolean; strangers: string[] }
  }
}

const picker = (page: Page) => page.getByRole('combobox', { name: /^Assignee of/ })
/** The options of a picker, without those of the page's `select`. */
const options = (page: Page) => page.locator('[role=option]')
const buttons = (page: Page) => page.getByRole('button', { name: /^Assignee of/ })
const nameOf = (page: Page, index: number) =>
  page
    .getByRole('row')
    .nth(index + 1)
    .locator('[data-column=name]')
    .innerText()
const assignment = (page: Page, lead: string) => page.getByRole('button', { name: `Assignee of ${lead}:` })
const expectAssigned = (page: Page, lead: string, to: string) =>
  page.getByRole('button', { name: `Assignee of ${lead}: ${to}`, exact: true }).waitFor()
const expectSaved = (page: Page, lead: string) =>
  expect.poll(() => assignment(page, lead).getAttribute('aria-busy')).toBe('false')
/** The name of the lead whose row has the focus. */
const focusedLead = (page: Page) =>
  page.evaluate(() => document.querySelector('[role=row]:focus [data-column=name]')?.textContent ?? null)

/** Switches as the switcher does, but without taking the focus, which would close the list. */
async function switchTo(page: Page, slug: string): Promise<void> {
  await page.evaluate((organization) => window.Clerk?.setActive({ organization }), slug)
}

async function openLeads(options: Parameters<SignedIn['open']>[1] = {}, path = '/leads') {
  const page = await alice.open(path, options)
  await buttons(page).first().waitFor()
  return page
}

test('a lead is assigned with the keyboard alone, and the focus stays where it was', async () => {
  await using page = await openLeads()
  for (let tab = 0; tab < 30 && (await focusedLead(page)) === null; tab += 1) await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  const lead = await nameOf(page, 1)
  await expect.poll(() => focusedLead(page)).toBe(lead)
  await page.keyboard.press('Enter')
  await picker(page).waitFor()
  await page.keyboard.type('whitf')
  await page.getByRole('option', { name: /Dana/ }).waitFor()
  await page.keyboard.press('Enter')
  await expectAssigned(page, lead, 'Dana Whitfield')
  await expect.poll(() => focusedLead(page)).toBe(lead)
  await expectSaved(page, lead)

  await page.keyboard.press('Enter')
  await picker(page).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => focusedLead(page)).toBe(lead)
  await page.reload()
  await expectAssigned(page, lead, 'Dana Whitfield')
})

test('Alt+M assigns to me, and each filter shows only the leads it names', async () => {
  await using page = await openLeads()
  const lead = await nameOf(page, 2)
  await assignment(page, lead).click()
  await picker(page).waitFor()
  await page.keyboard.press('Alt+m')
  await expectAssigned(page, lead, 'Alice Archer')

  const shown = () => buttons(page).evaluateAll((all) => [...new Set(all.map((one) => one.ariaLabel?.split(': ')[1]))])
  await page.getByRole('button', { name: 'Assigned to me' }).click()
  await expect.poll(shown).toEqual(['Alice Archer'])
  expect(page.url()).toContain('assignee=me')
  await page.getByText(/^\d+ of 5\d\d leads$/).waitFor()
  await page.getByRole('button', { name: 'Unassigned' }).click()
  await expect.poll(shown).toEqual(['nobody yet'])
  await page.getByRole('combobox', { name: 'Assigned to' }).click()
  await page.keyboard.type('bob')
  await page.keyboard.press('Enter')
  await expect.poll(shown).toEqual(["Bob O'Brien"])
  await page.reload()
  await buttons(page).first().waitFor()
  await expect.poll(shown).toEqual(["Bob O'Brien"])
})

test('a new lead needs a name, comes first and gets the focus', async () => {
  await using page = await openLeads()
  await page.getByRole('button', { name: 'New lead' }).click()
  const name = page.getByRole('textbox', { name: 'Name' })
  await page.getByRole('button', { name: 'Create lead' }).click()
  await expect.poll(() => name.evaluate((input) => input.matches('[aria-invalid=true]:focus'))).toBe(true)
  await name.fill('Zelda Quill')
  await page.keyboard.press('Enter')
  await assignment(page, 'Zelda Quill').waitFor()
  await expect.poll(() => focusedLead(page)).toBe('Zelda Quill')
  await expect.poll(() => nameOf(page, 0)).toBe('Zelda Quill')
})

test('a refused assignment is reverted with its reason, and the server’s value is shown', async () => {
  await using here = await openLeads()
  await using there = await openLeads()
  const lead = await nameOf(here, 4)
  // This page does not know the other page's change yet.
  await here.route('**/api/trpc/leads.changes*', (route) => route.abort())
  await assignment(there, lead).click()
  await there.keyboard.type('chlo')
  await there.keyboard.press('Enter')
  await expectAssigned(there, lead, "Chloé D'Angelo-Núñez")
  await expectSaved(there, lead)

  await assignment(here, lead).click()
  await here.keyboard.type('bob')
  await here.keyboard.press('Enter')
  const alert = here.getByRole('alert').filter({ hasText: lead })
  await alert.waitFor()
  expect(await alert.innerText()).toMatch(/Couldn’t assign.*This lead was changed meanwhile/su)
  await here.unroute('**/api/trpc/leads.changes*')
  await expectAssigned(here, lead, "Chloé D'Angelo-Núñez")

  await here.route('**/api/trpc/leads.assign*', (route) => route.abort())
  await assignment(here, lead).click()
  await here.keyboard.type('bob')
  await here.keyboard.press('Enter')
  await here.getByText('could not be reached').waitFor()
  await expectAssigned(here, lead, "Chloé D'Angelo-Núñez")
})

test('a lead is edited, reassigned or deleted only once its assignment is saved', async () => {
  await using page = await openLeads()
  const lead = await nameOf(page, 6)
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  await page.route(/leads\.assign/, (route) => released.then(() => route.continue()))
  await assignment(page, lead).click()
  await page.keyboard.type('chlo')
  await page.keyboard.press('Enter')
  await page.getByRole('checkbox', { name: `Select ${lead}` }).check()
  const edit = page.getByRole('button', { name: `Edit ${lead}` })
  for (const button of [edit, page.getByRole('button', { name: /^(Assign to|Delete)…$/ })]) {
    for (const one of await button.all()) await one.dispatchEvent('click')
    expect(await page.getByRole('dialog').count()).toBe(0)
  }
  release()
  await expectSaved(page, lead)
  await edit.click()
  await page.getByRole('textbox', { name: 'Company' }).fill('My own')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

test('a lead that is assigned while older leads are loading stays assigned', async () => {
  await using page = await alice.open()
  await page.getByRole('grid').waitFor()
  // The third page is not answered at all, because after it the changes are read.
  let second = ''
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  await page.route(/leads\.list.*cursor/, async (route) => {
    second ||= route.request().url()
    if (route.request().url() !== second) return
    await released
    // The page may have given up this request.
    await route.continue().catch(() => {})
  })
  await page.getByRole('link', { name: 'Leads' }).click()
  await buttons(page).first().waitFor()
  const lead = await nameOf(page, 7)
  await assignment(page, lead).click()
  await page.keyboard.type('chlo')
  await page.keyboard.press('Enter')
  await expectAssigned(page, lead, "Chloé D'Angelo-Núñez")
  await expectSaved(page, lead)
  release()
  await page.getByText('400 leads').waitFor()
  expect(await assignment(page, lead).getAttribute('aria-label')).toContain('Chloé')
})

test('the card of a person counts a lead that was assigned a moment ago', async () => {
  await using page = await alice.open()
  const ofDana = async () => {
    await page.getByRole('row', { name: /^Dana/ }).click()
    return page.getByRole('dialog').getByRole('link', { name: / leads$/ })
  }
  const before = Number.parseInt(await (await ofDana()).innerText(), 10)
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Leads' }).click()
  await page.getByRole('button', { name: 'New lead' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Counted Cedar')
  await page.getByRole('combobox', { name: 'Assignee (optional)' }).fill('dana')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Create lead' }).click()
  await expectAssigned(page, 'Counted Cedar', 'Dana Whitfield')
  await page.getByRole('link', { name: 'Team' }).click()
  const link = await ofDana()
  await expect.poll(() => link.innerText()).toBe(`${before + 1} leads`)
})

test('on a slow network the picker announces that people are loading, and then lists them', async () => {
  await using page = await alice.open()
  let answer = () => {}
  const answered = new Promise<void>((resolve) => (answer = resolve))
  await page.route(/users\.list/, (route) => answered.then(() => route.continue()))
  await page.goto(`${app.url}/leads`)
  await page
    .getByRole('button', { name: /: nobody yet$/ })
    .first()
    .click()
  await page.locator('.roster-picker__skeleton').first().waitFor()
  await page.getByRole('status').filter({ hasText: 'Loading people…' }).waitFor()
  expect(await options(page).count()).toBe(0)
  answer()
  await page.getByRole('option', { name: 'Bob' }).waitFor()
  expect(await page.locator('.roster-picker__skeleton').count()).toBe(0)
})

test('a failed load of the list shows an error, and “Try again” loads it', async () => {
  await using page = await alice.open()
  await page.route(/users\.list/, (route) => route.fulfill({ status: 500, body: 'no' }))
  await page.goto(`${app.url}/leads`)
  const filter = page.getByRole('group', { name: 'Filter by assignee' })
  await filter.getByText('The team could not be loaded').waitFor({ timeout: 30_000 })
  await page.unroute(/users\.list/)
  await filter.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('combobox', { name: 'Assigned to' }).click()
  await page.getByRole('option', { name: 'Dana' }).waitFor()
  expect(await filter.getByText('The team could not be loaded').count()).toBe(0)
})

test('a removed assignee keeps the name, is marked as left, can’t be picked and can be replaced', async () => {
  await using page = await openLeads()
  const lead = await nameOf(page, 5)
  await assignment(page, lead).click()
  await page.keyboard.type('madonna')
  await page.keyboard.press('Enter')
  await expectAssigned(page, lead, 'Madonna')
  await expectSaved(page, lead)
  const [madonna] = await app.clerk(
    'GET',
    '/users?email_address=madonna@acme.test',
    z.array(z.object({ id: z.string() })),
  )
  await app.clerk('DELETE', `/organizations/acme/memberships/${madonna?.id}`, z.unknown())

  await expectAssigned(page, lead, 'Madonna, left')
  await assignment(page, lead).click()
  await page.locator('.assignee-picker').getByText('Left', { exact: true }).waitFor()
  await page.keyboard.type('madonna')
  await page.getByText('Nobody matches “madonna”').first().waitFor()
  await picker(page).fill('bob')
  await page.keyboard.press('Enter')
  await expectAssigned(page, lead, "Bob O'Brien")
})

test('a lead is assigned by touch on a phone', async () => {
  await using page = await openLeads({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const lead = await nameOf(page, 1)
  await assignment(page, lead).tap()
  await page.getByRole('option', { name: /Chloé/ }).tap()
  await expectAssigned(page, lead, "Chloé D'Angelo-Núñez")
})

test('the list opens at the current assignee', async () => {
  await using page = await openLeads()
  const lead = await nameOf(page, 0)
  await assignment(page, lead).click()
  await page.keyboard.press('End')
  const last = await page.locator('[role=option][data-highlighted] .roster-picker__name').innerText()
  await page.keyboard.press('Enter')
  await expectAssigned(page, lead, last)
  await expectSaved(page, lead)
  await assignment(page, lead).click()
  const selected = options(page).and(page.locator('[aria-selected=true]'))
  const isHighlightedInList = (row: HTMLElement) => {
    const { top, bottom } = row.getBoundingClientRect()
    const list = row.closest('[role=listbox]')?.getBoundingClientRect()
    return row.dataset['highlighted'] === 'true' && list && top >= list.top && bottom <= list.bottom + 1
  }
  await expect.poll(() => selected.evaluate(isHighlightedInList)).toBe(true)
})

test('a lead is assigned with a screen reader’s virtual cursor alone', async () => {
  await using page = await openLeads()
  const lead = await nameOf(page, 3)
  const cursor = await virtualCursor(page)
  await cursor.moveTo(`button, Assignee of ${lead}`)
  await cursor.act()
  await picker(page).waitFor()
  const name = await options(page).nth(2).locator('.roster-picker__name').innerText()
  await cursor.moveTo(`option, ${name}`)
  await cursor.act()
  await expectAssigned(page, lead, name)
})

test('the last of 10,000 members can be reached and assigned', async () => {
  const another = await signIn(app, 'alice@acme.test')
  await using page = await another.open()
  await page.getByRole('grid').waitFor()
  await switchTo(page, 'initech')
  await page.getByText('10,000 people').waitFor({ timeout: 50_000 })
  await page.getByRole('link', { name: 'Leads' }).click()
  await page.getByRole('button', { name: 'New lead' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Milton')
  await page.keyboard.press('Enter')
  await assignment(page, 'Milton').click()
  await page.keyboard.press('End')
  const last = page.locator('[role=option][aria-posinset="10001"]')
  await expect.poll(() => last.getAttribute('aria-setsize')).toBe('10001')
  const name = await last.locator('.roster-picker__name').innerText()
  await page.keyboard.press('Enter')
  await expectAssigned(page, 'Milton', name)
}, 90_000)

test('after a switch with the list open, no frame shows anyone of the previous organization', async () => {
  const bob = await signIn(app, 'bob@acme.test')
  await using page = await bob.open('/leads')
  await buttons(page).first().click()
  await options(page).first().waitFor()
  let answer = () => {}
  const answered = new Promise<void>((resolve) => (answer = resolve))
  await page.route(/users\.list/, (route) => answered.then(() => route.continue()))
  // Mutations are reported before the frame that would paint them.
  await page.evaluate(() => {
    window.seen = { globex: false, strangers: [] }
    new MutationObserver(() => {
      const { textContent } = document.body
      if (document.querySelector('.page__detail')?.textContent !== 'Globex') return
      window.seen.globex = true
      for (const name of ['Dana Whitfield', 'Chloé', 'Işıl', 'Hiro Gruber']) {
        if (textContent.includes(name)) window.seen.strangers.push(name)
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
  })
  await switchTo(page, 'globex')
  await page.getByText('There are no leads yet').waitFor()
  answer()
  await page.getByRole('combobox', { name: 'Assigned to' }).click()
  await expect.poll(() => options(page).first().getAttribute('aria-setsize')).toBe('1001')
  const seen = await page.evaluate(() => window.seen)
  expect(seen).toEqual({ globex: true, strangers: [] })
})
