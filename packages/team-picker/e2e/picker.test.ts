import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testPage, type TestPage } from './test-page.ts'

let pages: TestPage
beforeAll(async () => {
  pages = await testPage()
})
afterAll(() => pages?.[Symbol.asyncDispose]())

const assignee = (page: Page) => page.getByRole('combobox', { name: 'Assignee' })
const submitted = (page: Page) =>
  page.locator('form').evaluate((form: HTMLFormElement) => new FormData(form).getAll('assignee'))
const isInList = (row: Locator) =>
  row.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect()
    const list = element.closest('[role=listbox]')?.getBoundingClientRect()
    return list !== undefined && top >= list.top - 1 && bottom <= list.bottom + 1
  })
const isInvalid = (page: Page) => assignee(page).evaluate((input) => input.matches(':invalid:focus'))

test('a person can be assigned with the keyboard alone', async () => {
  await using page = await pages.open('?people=25')
  await page.keyboard.press('Tab')
  await page.keyboard.type('00013')
  await page.getByRole('option', { name: /00013/ }).waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(() => submitted(page)).toEqual(['user_00013'])
})

test('Enter right after fast typing picks what was typed', async () => {
  await using page = await pages.open('?people=10000')
  await assignee(page).click()
  await page.keyboard.type('09999')
  await page.keyboard.press('Enter')
  await expect.poll(() => submitted(page)).toEqual(['user_09999'])
})

test('Alt+M assigns to me', async () => {
  await using page = await pages.open('?people=25')
  await assignee(page).focus()
  await page.keyboard.press('Alt+m')
  await expect.poll(() => submitted(page)).toEqual(['user_00007'])
})

test('the last of 10,000 people is reached with End and is on the screen', async () => {
  await using page = await pages.open('?people=10000')
  await assignee(page).click()
  await page.keyboard.press('End')
  const last = page.locator('[role=option][aria-posinset="10001"]')
  await expect.poll(() => isInList(last)).toBe(true)
  const pointedTo = () => assignee(page).getAttribute('aria-activedescendant')
  await expect.poll(pointedTo).toBe(await last.getAttribute('id'))
  await page.keyboard.press('Enter')
  await expect.poll(() => submitted(page)).toEqual([expect.stringMatching(/^user_/)])
})

test('a required picker stops the form while only a query is typed, and lets a selection pass', async () => {
  await using page = await pages.open('?people=25')
  await assignee(page).click()
  await page.keyboard.type('ada')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(() => isInvalid(page)).toBe(true)
  expect(page.url()).toContain('people=25')

  await page.keyboard.type('ada')
  await page.keyboard.press('Enter')
  await expect.poll(() => submitted(page)).toEqual([expect.stringMatching(/^user_/)])
  await page.getByRole('button', { name: 'Save' }).click()
  await page.waitForURL(/assignee=user_/)
})

test('several people are picked and removed as chips, by key and by click, and a reset brings back the first', async () => {
  await using page = await pages.open('?people=25&multiple')
  const chips = page.getByRole('list', { name: 'Selected people' }).getByRole('listitem')
  await page.keyboard.press('Tab')
  await page.keyboard.type('00011')
  await page.keyboard.press('Enter')
  await page.keyboard.type('00012')
  await page.keyboard.press('Enter')
  await expect.poll(() => submitted(page)).toEqual(['user_00003', 'user_00004', 'user_00011', 'user_00012'])
  await expect.poll(() => page.getByRole('option', { selected: true }).count()).toBeGreaterThan(1)

  await page.keyboard.press('Backspace')
  await expect.poll(() => chips.count()).toBe(3)
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Delete')
  await expect.poll(() => submitted(page)).toEqual(['user_00003', 'user_00011'])
  await page.keyboard.press('Escape')
  await chips.first().getByRole('button').click()
  await expect.poll(() => submitted(page)).toEqual(['user_00011'])
  await page.getByRole('button', { name: /Remove/ }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(() => isInvalid(page)).toBe(true)

  await page.getByRole('button', { name: 'Reset' }).click()
  await expect.poll(() => submitted(page)).toEqual(['user_00003', 'user_00004'])
})

test('right to left, the right arrow goes to the chips and the left one back', async () => {
  await using page = await pages.open('?people=25&multiple&dir=rtl')
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? 'the field')
  await assignee(page).focus()
  await page.keyboard.press('ArrowLeft')
  expect(await focused()).toBe('the field')
  for (const [key, number] of [
    ['ArrowRight', '00004'],
    ['ArrowRight', '00003'],
    ['ArrowLeft', '00004'],
    ['ArrowLeft', 'the field'],
  ] as const) {
    await page.keyboard.press(key)
    await expect.poll(focused).toContain(number)
  }
})

test('touch opens the list and picks', async () => {
  await using page = await pages.open('?people=25', {
    viewport: { width: 360, height: 640 },
    hasTouch: true,
    isMobile: true,
  })
  await assignee(page).tap()
  await page.getByRole('option', { name: /00011/ }).tap()
  await expect.poll(() => submitted(page)).toEqual(['user_00011'])
})

test('the list opens where the selected person is', async () => {
  await using page = await pages.open()
  await page.getByRole('combobox', { name: 'Picked', exact: true }).click()
  await expect.poll(() => isInList(page.getByRole('option', { selected: true }))).toBe(true)
})

test('an ancestor with clipped overflow does not clip the popup', async () => {
  await using page = await pages.open('?people=25')
  await page.evaluate(() => document.querySelector('form')?.style.setProperty('overflow', 'hidden'))
  await assignee(page).click()
  const row = page.getByRole('option').nth(5)
  const isOnTop = (element: Element): boolean => {
    const { x, y } = element.getBoundingClientRect()
    return document.elementFromPoint(x + 20, y + 10)?.closest('[role=option]') === element
  }
  await expect.poll(() => row.evaluate(isOnTop)).toBe(true)
})
