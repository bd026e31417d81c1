import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { hasFocus, names, openLeads, row } from './leads-page.ts'
import { alice, app, bob } from './shared-app.ts'

const assignee = (page: Page, lead: string, to: string) =>
  page.getByRole('button', { name: `Assignee of ${lead}: ${to}`, exact: true })

async function create(page: Page, name: string, to?: string): Promise<void> {
  await page.getByRole('button', { name: 'New lead' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  if (to !== undefined) {
    await page.getByRole('combobox', { name: 'Assignee (optional)' }).fill(to)
    await page.keyboard.press('Enter')
  }
  await page.getByRole('button', { name: 'Create lead' }).click()
  await row(page, name).waitFor()
}

async function remove(name: string): Promise<void> {
  const found = await app.clerk('GET', `/users?query=${name}`, z.array(z.object({ id: z.string() })))
  await app.clerk('DELETE', `/organizations/acme/memberships/${found[0]?.id}`, z.unknown())
}

test('a lead that one member creates, changes or deletes is updated in another member’s open window', async () => {
  await using here = await openLeads(alice)
  await using there = await openLeads(bob)
  // Two seconds, and two more for a machine that is busy with other tests.
  const soon = { timeout: 4_000 }
  await create(here, 'Live Larch', 'dana')
  await assignee(there, 'Live Larch', 'Dana Whitfield').waitFor(soon)

  await assignee(here, 'Live Larch', 'Dana Whitfield').click()
  await here.keyboard.type('chlo')
  await here.keyboard.press('Enter')
  await assignee(there, 'Live Larch', "Chloé D'Angelo-Núñez").waitFor(soon)

  await here.getByRole('button', { name: 'Edit Live Larch' }).click()
  await here.getByRole('textbox', { name: 'Company' }).fill('Larch & Sons')
  await here.getByRole('button', { name: 'Save' }).click()
  await row(there, 'Larch & Sons').waitFor(soon)

  await row(there, 'Live Larch').focus()
  const [, next] = await names(there)
  // As when another window gets the focus.
  await row(there, 'Live Larch').dispatchEvent('focusout')
  await create(here, 'Newer Larch')
  await row(there, 'Newer Larch').waitFor(soon)
  await here.getByRole('button', { name: 'Edit Live Larch' }).click()
  await here.getByRole('button', { name: 'Delete…' }).click()
  await here.getByRole('dialog', { name: 'Delete “Live Larch”?' }).getByRole('button', { name: 'Delete' }).click()
  await row(there, 'Live Larch').waitFor({ ...soon, state: 'detached' })
  await expect.poll(() => there.locator('[role=row]:focus [data-column=name]').allInnerTexts()).toEqual([next])
  await expect.poll(() => hasFocus(here, '[role=row]')).toBe(true)
})

test('a problem in a form is shown at its field, which gets the focus', async () => {
  await using page = await openLeads(alice)
  await page.getByRole('button', { name: 'New lead' }).click()
  await page.getByRole('button', { name: 'Create lead' }).click()
  const name = page.getByRole('textbox', { name: 'Name' })
  await expect.poll(() => hasFocus(page, 'input[name=name][aria-invalid=true]')).toBe(true)
  const said = await name.evaluate(
    (input) => document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent,
  )
  expect(said).toMatch(/needs a name/)

  await name.fill('Refused Rowan')
  const refusal = { message: 'The assignee has left your organization; choose another', code: -32600 }
  const body = JSON.stringify({ error: { ...refusal, data: { code: 'VALIDATION_ERROR', httpStatus: 400 } } })
  await page.route('**/api/trpc/leads.create*', (route) =>
    route.fulfill({ status: 400, contentType: 'application/json', body }),
  )
  await page.getByRole('button', { name: 'Create lead' }).click()
  const picker = page.getByRole('combobox', { name: 'Assignee (optional)' })
  await expect.poll(() => picker.evaluate((input) => input.matches('[aria-invalid=true]:focus'))).toBe(true)
  await page.getByText('The assignee has left your organization; choose another.').waitFor()
  await page.keyboard.press('Escape')
  if (await page.getByRole('dialog').isVisible()) await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await expect.poll(() => hasFocus(page, '.button--primary')).toBe(true)
})

test('an edit of a lead that somebody else changed meanwhile is refused in the form', async () => {
  await using here = await openLeads(alice)
  await create(here, 'Disputed Cedar')
  await here.getByRole('button', { name: 'Edit Disputed Cedar' }).click()
  await using there = await openLeads(bob)
  await there.getByRole('button', { name: 'Edit Disputed Cedar' }).click()
  await there.getByRole('textbox', { name: 'Company' }).fill('Bob’s')
  await there.getByRole('button', { name: 'Save' }).click()
  await row(there, 'Bob’s').waitFor()
  await here.getByRole('textbox', { name: 'Company' }).fill('Alice’s')
  await here.getByRole('button', { name: 'Save' }).click()
  await here.getByRole('alert').filter({ hasText: 'This lead was changed meanwhile' }).waitFor()
  await here.getByRole('button', { name: 'Cancel' }).click()
  await row(here, 'Bob’s').waitFor()
  expect(await row(here, 'Alice’s').count()).toBe(0)
})

test('a lead that somebody deleted while it was being assigned does not come back', async () => {
  await using here = await openLeads(alice)
  await using there = await openLeads(bob)
  await create(here, 'Felled Fir')
  await row(there, 'Felled Fir').waitFor()
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  await here.route(/leads\.assign/, (route) => released.then(() => route.continue()))
  await assignee(here, 'Felled Fir', 'nobody yet').click()
  await here.keyboard.type('bob')
  await here.keyboard.press('Enter')
  await assignee(here, 'Felled Fir', "Bob O'Brien").waitFor()
  await there.getByRole('checkbox', { name: 'Select Felled Fir' }).check()
  await there.getByRole('button', { name: 'Delete…' }).click()
  await there.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await row(here, 'Felled Fir').waitFor({ state: 'detached' })
  release()
  await here.getByRole('alert').filter({ hasText: 'This lead does not exist' }).waitFor()
  expect(await row(here, 'Felled Fir').count()).toBe(0)
})

test('a change that is requested offline fails at once, so that nothing cancelled is done once online', async () => {
  await using page = await openLeads(alice)
  await create(page, 'Spared Spruce')
  await page.getByRole('checkbox', { name: 'Select Spared Spruce' }).check()
  await page.getByRole('button', { name: 'Delete…' }).click()
  await page.context().setOffline(true)
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await dialog.getByText('Roster could not be reached').waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  // The page is online again with the first answer.
  const answered = page.waitForResponse(/leads\.changes/)
  await page.context().setOffline(false)
  await answered
  expect(await row(page, 'Spared Spruce').count()).toBe(1)
  await page.reload()
  await row(page, 'Spared Spruce').waitFor()
})

test('a lead that is created after its form was closed changes neither the form nor the page that is open then', async () => {
  await using page = await openLeads(alice, '/leads?q=granite')
  let release = () => {}
  await page.route(/leads\.create/, async (route) => {
    await new Promise<void>((resolve) => (release = resolve))
    await route.continue()
  })
  async function createLate(name: string) {
    await page.getByRole('button', { name: 'New lead' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill(name)
    const asked = page.waitForRequest(/leads\.create/)
    await page.keyboard.press('Enter')
    await asked
    await page.keyboard.press('Escape')
  }
  async function answer() {
    const answered = page.waitForResponse(/leads\.create/)
    release()
    await (await answered).finished()
    // A later answer: the page has handled this one.
    await page.evaluate(() => fetch('/robots.txt').then((file) => file.text()))
  }
  await createLate('Late Granite')
  await page.getByRole('button', { name: /^Edit/ }).first().click()
  await page.getByRole('textbox', { name: 'Company' }).fill('Half typed')
  await answer()
  await row(page, 'Late Granite').waitFor()
  expect(await page.getByRole('dialog').count()).toBe(1)
  await page.getByRole('button', { name: 'Cancel' }).click()

  await createLate('Late Larch')
  await page.getByRole('link', { name: 'Team' }).click()
  await page.getByRole('heading', { name: 'Team' }).waitFor()
  await answer()
  expect(new URL(page.url()).pathname).toBe('/')
})

test('several selected leads are assigned and deleted together', async () => {
  await using page = await openLeads(alice)
  for (const name of ['Twin Maple A', 'Twin Maple B', 'Twin Maple C']) await create(page, name)
  await page.getByRole('searchbox').fill('twin maple')
  await page.getByText(/^3 of/).waitFor()
  await page.getByRole('checkbox', { name: 'Select Twin Maple B' }).check()
  const bar = page.getByRole('group', { name: 'Selected leads' })
  await bar.getByRole('button', { name: 'Select all 3' }).click()
  await bar.getByText('3 selected').waitFor()
  await bar.getByRole('button', { name: 'Assign to…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Assign 3 leads' })
  await dialog.getByRole('button', { name: 'Assign', exact: true }).click()
  await dialog.getByText('Nobody is chosen').waitFor()
  await dialog.getByRole('combobox').fill('dana')
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Assign', exact: true }).click()
  for (const end of ['A', 'B', 'C']) await assignee(page, `Twin Maple ${end}`, 'Dana Whitfield').waitFor()
  expect(await bar.count()).toBe(0)
  await expect.poll(() => hasFocus(page, '[role=row]')).toBe(true)

  for (const end of ['A', 'B']) await page.getByRole('checkbox', { name: `Select Twin Maple ${end}` }).check()
  await bar.getByRole('button', { name: 'Delete…' }).click()
  await page.getByRole('dialog', { name: 'Delete 2 leads?' }).getByRole('button', { name: 'Delete' }).click()
  await expect.poll(() => names(page)).toEqual(['Twin Maple C'])
  await expect.poll(() => hasFocus(page, '[role=row]')).toBe(true)
  await page.reload()
  await expect.poll(() => names(page)).toEqual(['Twin Maple C'])
})

test('a former member with whom a lead is shared stays visible on it and can be removed', async () => {
  await using page = await openLeads(alice)
  await create(page, 'Shared Sequoia')
  await page.getByRole('button', { name: 'Edit Shared Sequoia' }).click()
  const picker = page.getByRole('combobox', { name: 'Shared with (optional)' })
  for (const typed of ['whitf', 'bob']) {
    await picker.fill(typed)
    await page.keyboard.press('Enter')
  }
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Save' }).click()
  const shared = row(page, 'Shared Sequoia').getByRole('img', { name: /^Shared with/ })
  await expect.poll(() => shared.getAttribute('aria-label')).toBe("Shared with Dana Whitfield and Bob O'Brien")
  const left = 'Dana Whitfield'
  await remove('Whitfield')
  // The change travels from Clerk by webhook to the mirror and the page, which then asks for the name.
  const news = { timeout: 10_000 }
  await expect.poll(() => shared.getAttribute('aria-label'), news).toBe(`Shared with ${left} (left) and Bob O'Brien`)

  await page.getByRole('button', { name: 'Edit Shared Sequoia' }).click()
  await page.getByRole('dialog').getByText('Left', { exact: true }).waitFor()
  await page.getByRole('textbox', { name: 'Company' }).fill('Groves')
  await page.getByRole('button', { name: 'Save' }).click()
  await row(page, 'Groves').waitFor()
  await page.getByRole('button', { name: 'Edit Shared Sequoia' }).click()
  await page.getByRole('button', { name: `Remove ${left}` }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(() => shared.getAttribute('aria-label')).toBe("Shared with Bob O'Brien")
})

test('the leads of a former member are found under “Left” and reassigned together', async () => {
  await using page = await openLeads(alice)
  for (const name of ['Orphan Oak A', 'Orphan Oak B']) await create(page, name, 'vogt')
  await remove('Vogt')
  await assignee(page, 'Orphan Oak A', 'Ursula Vogt, left').waitFor()
  const filter = page.getByRole('combobox', { name: 'Assigned to' })
  await filter.click()
  await page.keyboard.press('End')
  await page.getByText('Left', { exact: true }).last().waitFor()
  await page.keyboard.type('vogt')
  await page.keyboard.press('Enter')
  const bar = page.getByRole('group', { name: 'Leads of Ursula Vogt' })
  const count = Number((await bar.innerText()).match(/still has (\d+) lead/)?.[1])
  expect(count).toBeGreaterThanOrEqual(2)
  const reassign = async () => {
    await bar.getByRole('button', { name: 'Reassign all…' }).click()
    expect(await page.getByRole('dialog').getByText('could not be reached').count()).toBe(0)
    await page.getByRole('dialog').getByRole('combobox').fill('chlo')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Assign', exact: true }).click()
  }
  await page.route(/leads\.reassign/, (route) => route.abort())
  await reassign()
  await page.getByRole('dialog').getByText('could not be reached').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await page.unroute(/leads\.reassign/)
  await reassign()
  await assignee(page, 'Orphan Oak B', "Chloé D'Angelo-Núñez").waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await expect.poll(() => hasFocus(page, '[type=search]')).toBe(true)
})

test('a former member is not called unknown while their name can’t be read, nor for another id in the address', async () => {
  const [teller] = await app.clerk('GET', '/users?query=teller', z.array(z.object({ id: z.string() })))
  await using page = await openLeads(alice)
  await create(page, 'Lonely Linden', 'teller')
  await remove('Teller')
  await assignee(page, 'Lonely Linden', 'Teller, left').waitFor()
  let calls = 0
  await page.route(/users\.resolve/, (route) => {
    calls += 1
    return route.abort()
  })
  await page.goto(`${app.url}/leads?assignee=${teller?.id}`)
  // The query has failed, and is asked again.
  await expect.poll(() => calls, { timeout: 30_000 }).toBeGreaterThan(4)
  expect(await names(page)).toContain('Lonely Linden')
  expect(await page.getByRole('button', { name: /: Unknown person$/ }).count()).toBe(0)
  expect(await page.getByText('isn’t in this organization').count()).toBe(0)
  await page.unrouteAll()
  const lonely = assignee(page, 'Lonely Linden', 'Teller, left')
  await lonely.waitFor()

  await page.goto(`${app.url}/leads?assignee=${'x'.repeat(65)}`)
  await page.getByRole('button', { name: 'Show all leads' }).click()
  await page.getByRole('searchbox').fill('lonely')
  await lonely.waitFor()
})

test('after a batch has failed, a second attempt changes the rest and reports nobody else’s changes', async () => {
  await using page = await openLeads(alice, '/leads?q=a')
  const shown = Number.parseInt(await page.getByText(/ of 5\d\d leads$/).innerText(), 10)
  expect(shown).toBeGreaterThan(200)
  const dialog = page.getByRole('dialog')
  const selectAll = async (): Promise<void> => {
    await page.getByRole('checkbox').first().check()
    await page.getByRole('button', { name: `Select all ${shown}` }).click()
  }
  const failSecond = async (path: RegExp): Promise<void> => {
    let calls = 0
    await page.route(path, (route) => ((calls += 1) === 2 ? route.abort() : route.continue()))
  }

  await failSecond(/leads\.assignMany/)
  await selectAll()
  await page.getByRole('button', { name: 'Assign to…' }).click()
  // All still match the search, which covers the assignee's name too.
  await dialog.getByRole('combobox').fill('chlo')
  await page.keyboard.press('Enter')
  for (const end of [dialog.getByText('could not be reached'), page.locator(':root:not(:has(dialog))')]) {
    await dialog.getByRole('button', { name: 'Assign', exact: true }).click()
    await end.waitFor()
  }
  expect(await page.getByRole('alert').allInnerTexts()).toEqual([''])

  await failSecond(/leads\.delete/)
  await selectAll()
  await page.getByRole('button', { name: 'Delete…' }).click()
  for (const end of [dialog.getByText('could not be reached'), page.getByText('No lead matches')]) {
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await end.waitFor()
  }
  await expect.poll(() => dialog.count()).toBe(0)
  expect(await page.getByRole('alert').allInnerTexts()).toEqual([''])
})
