import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openLeads, row } from './leads-page.ts'
import { alice } from './shared-app.ts'

const unknown = /isn’t known whether this was saved/

/** The server does what is asked, and the connection breaks before its answer arrives. */
async function loseAnswer(page: Page, procedure: string, change: () => Promise<void>, told: Locator): Promise<void> {
  const path = `**/api/trpc/${procedure}`
  await page.route(path, async (route) => {
    await route.fetch()
    await route.abort('connectionreset')
  })
  await change()
  await told.filter({ hasText: unknown }).waitFor()
  await page.unroute(path)
}

const submit = (page: Page, name: string) => () => page.getByRole('button', { name, exact: true }).click()

test('a change whose answer is lost is not reported as unsaved, and the page shows what was saved', async () => {
  await using page = await openLeads(alice)
  const inDialog = page.getByRole('dialog').getByRole('alert')
  await page.getByRole('button', { name: 'New lead' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Lost Larch')
  await loseAnswer(page, 'leads.create', submit(page, 'Create lead'), inDialog)
  expect(await page.getByText('Nothing was saved').count()).toBe(0)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await row(page, 'Lost Larch').waitFor()

  await page.getByRole('button', { name: 'Edit Lost Larch' }).click()
  await page.getByRole('textbox', { name: 'Company' }).fill('Lost & Found')
  await loseAnswer(page, 'leads.edit', submit(page, 'Save'), inDialog)
  expect(await page.getByText('Nothing was saved').count()).toBe(0)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await row(page, 'Lost & Found').waitFor()

  const assign = async () => {
    await page.getByRole('button', { name: 'Assignee of Lost Larch: nobody yet' }).click()
    await page.keyboard.type('chlo')
    await page.keyboard.press('Enter')
  }
  await loseAnswer(page, 'leads.assign', assign, page.getByRole('alert').filter({ hasText: 'may have been assigned' }))
  expect(await page.getByText('Couldn’t assign').count()).toBe(0)
  await page.getByRole('button', { name: 'Assignee of Lost Larch: Chloé' }).waitFor()

  await page.getByRole('checkbox', { name: 'Select Lost Larch' }).check()
  await page.getByRole('button', { name: 'Delete…' }).click()
  await loseAnswer(page, 'leads.delete', submit(page, 'Delete'), inDialog)
  expect(await page.getByText('Couldn’t delete').count()).toBe(0)
  await row(page, 'Lost Larch').waitFor({ state: 'detached' })
})
