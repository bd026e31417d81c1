import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessibilityProblems, smallTargets } from '../../../../packages/team-picker/testing/index.ts'
import { hasFocus, names, openLeads } from './leads-page.ts'
import { alice } from './shared-app.ts'

test('search and sort are in the address, survive a reload and Back, and add no history entry', async () => {
  await using page = await openLeads(alice)
  await page.getByRole('searchbox', { name: 'Search leads' }).fill('  GRANITE dana')
  await page.getByRole('combobox', { name: 'Sort by' }).selectOption('By name')
  await page.getByText(/^\d+ of \d+ leads$/).waitFor()
  const found = await names(page)
  expect(found.length).toBeGreaterThan(1)
  expect(found).toEqual(found.toSorted((a, b) => a.localeCompare(b)))
  const shown = await page.locator('.grid__body [role=row]').allInnerTexts()
  expect(shown.filter((text) => !/granite/i.test(text) || !/dana/i.test(text))).toEqual([])
  expect(new URL(page.url()).search).toBe('?q=++GRANITE+dana&sort=name')

  await page.reload()
  await expect.poll(() => names(page)).toEqual(found)
  await page.getByRole('link', { name: 'Team' }).click()
  await page.getByRole('heading', { name: 'Team' }).waitFor()
  await page.goBack()
  await expect.poll(() => names(page)).toEqual(found)

  await page.getByRole('searchbox', { name: 'Search leads' }).fill('nothing at all')
  await page.getByText('No lead matches').waitFor()
  await page.getByRole('button', { name: 'Show all leads' }).click()
  await expect.poll(() => hasFocus(page, '[type=search]')).toBe(true)
  expect(new URL(page.url()).search).toBe('?sort=name')
})

test('a long search changes the address less often than Safari allows', async () => {
  await using page = await openLeads(alice)
  await page.addInitScript(() => {
    const replace = history.replaceState.bind(history)
    let calls = 0
    history.replaceState = (...given) => {
      calls += 1
      if (calls > 100)
        throw new DOMException('Attempt to use history.replaceState() more than 100 times', 'SecurityError')
      replace(...given)
    }
  })
  await page.reload()
  const search = page.getByRole('searchbox', { name: 'Search leads' })
  const typed = 'granite '.repeat(16)
  await search.pressSequentially(typed)
  await page.getByText(/^\d+ of \d+ leads$/).waitFor()
  expect(await search.inputValue()).toBe(typed)
  await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe(typed)
  await search.fill('granite')
  await page.getByRole('link', { name: 'Team' }).click()
  await page.getByRole('heading', { name: 'Team' }).waitFor()
  await page.goBack()
  await expect.poll(() => search.inputValue()).toBe('granite')
})

test('every column has a name, which is not drawn above the boxes and the buttons', async () => {
  await using page = await openLeads(alice)
  const heads = page.getByRole('columnheader')
  expect(await heads.allTextContents()).not.toContain('')
  const widths = await heads
    .locator('span')
    .evaluateAll((titles) => titles.map((title) => title.getBoundingClientRect().width))
  expect(widths.map((width) => width > 1)).toEqual([false, true, true, true, true, true, false])
})

test('an unknown id in the address filters to no leads', async () => {
  await using page = await openLeads(alice, '/leads?assignee=user_of_nobody')
  await page.getByText('No lead matches').waitFor()
  await page.getByText(/^0 of \d+ leads$/).waitFor()
  expect(await names(page)).toEqual([])
  await page.getByRole('button', { name: 'Show all leads' }).click()
  await page.getByText(/^\d+ leads$/).waitFor()
})

const steps: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  'leads ticked': (page) => page.getByRole('checkbox').nth(1).check(),
  'assign to nobody': async (page) => {
    await page.getByRole('button', { name: 'Assign to…' }).click()
    await page.getByRole('button', { name: 'Assign', exact: true }).click()
  },
  'delete asked': async (page) => {
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Delete…' }).click()
  },
  'edit without a name': async (page) => {
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: /^Edit/ }).nth(2).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('')
    await page.getByRole('button', { name: 'Save' }).click()
  },
  'sharing list open': (page) => page.getByRole('combobox', { name: /^Shared with/ }).click(),
}

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
test.each([
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['phone', phone],
] as const)(
  'every state of the page is accessible and fits the window: %s',
  async (name, options) => {
    const problems: Record<string, string[]> = {}
    await using page = await openLeads(alice, '/leads', options)
    for (const [step, go] of Object.entries(steps)) {
      await go(page)
      const found = await accessibilityProblems(page)
      if (name === 'phone') found.push(...(await smallTargets(page)))
      if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) found.push('scrolls sideways')
      if (found.length > 0) problems[step] = found
    }
    expect(problems).toEqual({})
  },
  120_000,
)
