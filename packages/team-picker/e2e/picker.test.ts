import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPage, type BuiltPage } from '../testing/build-page.ts'
import { launchChromium } from '../testing/chromium.ts'

let built: BuiltPage
let browser: Browser

beforeAll(async () => {
  built = await buildPage(fileURLToPath(new URL('page', import.meta.url)))
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await built?.[Symbol.asyncDispose]()
})

async function open(query = '', options: BrowserContextOptions = {}): Promise<Page & AsyncDisposable> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  await page.goto(`${built.url}${query}`)
  await page.getByRole('combobox').first().waitFor()
  return Object.assign(page, { [Symbol.asyncDispose]: () => context.close() })
}

const assignee = (page: Page) => page.getByRole('combobox', { name: 'Assignee' })
const violations = async (page: Page) => {
  const { violations: found } = await new AxeBuilder({ page })
    .disableRules(['page-has-heading-one', 'region'])
    .analyze()
  return found.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`)
}
const background = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => getComputedStyle(element).backgroundColor)
const lightness = async (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const canvas = document.createElement('canvas').getContext('2d')
      if (!canvas) throw new Error('There is no canvas, so no colour can be read; is this a browser?')
      canvas.fillStyle = getComputedStyle(element).backgroundColor
      canvas.fillRect(0, 0, 1, 1)
      const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data
      return (red + green + blue) / 3
    })

const closedAndOpen = [
  '',
  'Nobody picked',
  'Picked',
  'Several picked',
  'Several, some gone',
  'Loading',
  'Empty',
  'Required',
]
for (const colorScheme of ['light', 'dark'] as const) {
  test.each(closedAndOpen)(`axe finds nothing in ${colorScheme} with “%s” open`, async (label) => {
    await using page = await open('', { colorScheme, reducedMotion: 'reduce' })
    if (label !== '') await page.getByRole('combobox', { name: label, exact: true }).click()
    expect(await violations(page)).toEqual([])
  })
}

test('the popup is light on a light page and dark on a dark one', async () => {
  for (const [colorScheme, dark] of [
    ['light', false],
    ['dark', true],
  ] as const) {
    await using page = await open('', { colorScheme })
    await page.getByRole('combobox', { name: 'Picked', exact: true }).click()
    expect((await lightness(page, '.roster-picker__popup:popover-open')) < 128).toBe(dark)
  }
})

test('the picker follows a color-scheme or data-theme set on an ancestor, whatever the system prefers', async () => {
  await using page = await open('', { colorScheme: 'light' })
  for (const dark of ['document.body.style.colorScheme = "dark"', 'document.body.dataset.theme = "dark"']) {
    await page.goto(built.url)
    await page.evaluate(dark)
    await expect.poll(() => lightness(page, '.roster-picker__field')).toBeLessThan(64)
  }
})

test('a custom property restyles without a build', async () => {
  await using page = await open('?people=25')
  await page.evaluate(() => document.body.style.setProperty('--roster-picker-surface', 'rgb(1, 2, 3)'))
  await expect.poll(() => background(page, '.roster-picker__field')).toBe('rgb(1, 2, 3)')
})

test('an unlayered rule of the page wins over the picker', async () => {
  await using page = await open('?people=25')
  await page.addStyleTag({ content: '.roster-picker__field { background: rgb(9, 9, 9) }' })
  expect(await background(page, '.roster-picker__field')).toBe('rgb(9, 9, 9)')
})

test('somebody is assigned with the keyboard alone', async () => {
  await using page = await open('?people=25')
  await page.keyboard.press('Tab')
  await page.keyboard.type('00013')
  await page.getByRole('option', { name: /00013/ }).waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(() => page.locator('input[name=assignee]').inputValue()).toBe('user_00013')
})

test('Enter right after fast typing picks what was typed', async () => {
  await using page = await open('?people=10000')
  await assignee(page).click()
  await page.keyboard.type('09999')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.locator('input[name=assignee]').inputValue()).toBe('user_09999')
})

test('Alt+M assigns to me', async () => {
  await using page = await open('?people=25')
  await assignee(page).focus()
  await page.keyboard.press('Alt+m')
  await expect.poll(() => page.locator('input[name=assignee]').inputValue()).toBe('user_00007')
})

test('the last of 10,000 people is reached with End and is on the screen', async () => {
  await using page = await open('?people=10000')
  await assignee(page).click()
  await page.keyboard.press('End')
  const last = page.locator('[role=option][aria-posinset="10001"]')
  await last.waitFor()
  await expect
    .poll(() =>
      last.evaluate((row) => {
        const { top, bottom } = row.getBoundingClientRect()
        const list = row.closest('[role=listbox]')?.getBoundingClientRect()
        return list !== undefined && top >= list.top - 1 && bottom <= list.bottom + 1
      }),
    )
    .toBe(true)
  expect(await assignee(page).getAttribute('aria-activedescendant')).toBe(await last.getAttribute('id'))
  await page.keyboard.press('Enter')
  await expect.poll(() => page.locator('input[name=assignee]').inputValue()).not.toBe('')
})

test('a required picker stops the form while only a query is typed', async () => {
  await using page = await open('?people=25')
  await assignee(page).click()
  await page.keyboard.type('ada')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Save' }).click()
  expect(page.url()).toContain('people=25')
  expect(await assignee(page).evaluate((input) => input.matches(':invalid:focus'))).toBe(true)
})

test('a finger opens the list and picks, on rows that are large enough', async () => {
  await using page = await open('?people=25', { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true })
  await assignee(page).tap()
  const row = page.getByRole('option', { name: /00011/ })
  expect((await row.boundingBox())?.height).toBeGreaterThanOrEqual(44)
  await row.tap()
  await expect.poll(() => page.locator('input[name=assignee]').inputValue()).toBe('user_00011')
})

test('rows that are higher for fingers do not overlap', async () => {
  await using page = await open('?people=25', { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true })
  await assignee(page).tap()
  const [first, second] = [page.getByRole('option').nth(2), page.getByRole('option').nth(3)]
  await expect
    .poll(async () => {
      const [upper, lower] = [await first.boundingBox(), await second.boundingBox()]
      return upper && lower && lower.y - upper.y - upper.height
    })
    .toBe(0)
})

test('the list opens where the selected person is', async () => {
  await using page = await open()
  await page.getByRole('combobox', { name: 'Picked', exact: true }).click()
  const selected = page.getByRole('option', { selected: true })
  await selected.waitFor()
  const list = await page.locator('[role=listbox]:visible').boundingBox()
  const row = await selected.boundingBox()
  expect(row && list && row.y >= list.y && row.y + row.height <= list.y + list.height + 1).toBe(true)
})

test('the popup stays inside a small screen and opens upward at its bottom', async () => {
  await using page = await open('?people=25', { viewport: { width: 360, height: 500 } })
  await page.evaluate(() => document.body.style.setProperty('padding-top', '380px'))
  await assignee(page).click()
  const popup = await page.locator('.roster-picker__popup').boundingBox()
  const field = await page.locator('.roster-picker__field').boundingBox()
  expect(popup && field && popup.y >= 0 && popup.y + popup.height <= field.y).toBe(true)
})

test('an ancestor that clips does not clip the popup', async () => {
  await using page = await open('?people=25')
  await page.evaluate(() => document.querySelector('form')?.style.setProperty('overflow', 'hidden'))
  await assignee(page).click()
  const row = page.getByRole('option').nth(5)
  const box = await row.boundingBox()
  const hit = await page.evaluate(
    ([x, y]) => document.elementFromPoint(x ?? 0, y ?? 0)?.closest('[role=option]')?.id,
    [(box?.x ?? 0) + 20, (box?.y ?? 0) + 10],
  )
  expect(hit).toBe(await row.getAttribute('id'))
})

test('right to left, the avatar stands on the right and the popup lines up with the field', async () => {
  await using page = await open('?people=25&dir=rtl')
  await assignee(page).click()
  const popup = await page.locator('.roster-picker__popup').boundingBox()
  const field = await page.locator('.roster-picker__field').boundingBox()
  const avatar = await page.locator('[role=option] .roster-avatar').nth(3).boundingBox()
  expect(Math.abs((popup?.x ?? 0) + (popup?.width ?? 0) - (field?.x ?? 0) - (field?.width ?? 0))).toBeLessThan(2)
  expect(avatar?.x).toBeGreaterThan((popup?.x ?? 0) + (popup?.width ?? 0) / 2)
})

test('a broken picture gives way to initials', async () => {
  await using page = await open()
  await page.getByRole('combobox', { name: 'Nobody picked' }).click()
  await expect.poll(() => page.locator('[role=option] .roster-avatar img').count()).toBe(0)
})

test('nothing moves when motion is to be reduced', async () => {
  await using page = await open('?people=25', { reducedMotion: 'reduce' })
  await assignee(page).click()
  const name = await page.locator('.roster-picker__popup').evaluate((popup) => getComputedStyle(popup).animationName)
  expect(name).toBe('none')
})

test('forced colours still show which row is highlighted', async () => {
  await using page = await open('?people=25', { forcedColors: 'active' })
  await assignee(page).click()
  await page.keyboard.press('ArrowDown')
  const highlighted = await background(page, '[role=option][data-highlighted]')
  expect(highlighted).not.toBe(await background(page, '[role=option]:not([data-highlighted])'))
})
