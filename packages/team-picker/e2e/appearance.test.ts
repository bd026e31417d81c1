import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessibilityProblems, lowContrast, smallTargets } from '../testing/index.ts'
import { testPage, type TestPage } from './test-page.ts'

let pages: TestPage
beforeAll(async () => {
  pages = await testPage()
})
afterAll(() => pages?.[Symbol.asyncDispose]())

const phone = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true }
const assignee = (page: Page) => page.getByRole('combobox', { name: 'Assignee' })
const background = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => getComputedStyle(element).backgroundColor)

/** Where every open popup and its rows are, or a word for each that is not where it can be read. */
const misplaced = (page: Page) =>
  page.evaluate(() => {
    const popup = document.querySelector('.roster-picker__popup:popover-open')
    const box = popup?.getBoundingClientRect()
    const problems = document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : []
    if (!popup || !box) return problems
    if (box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight)
      problems.push('popup outside')
    for (const row of popup.querySelectorAll('[role=option][data-highlighted], [role=option][aria-selected=true]')) {
      const { top, bottom } = row.getBoundingClientRect()
      if (top < box.top || bottom > box.bottom + 1) problems.push(`${row.textContent} hidden`)
    }
    return problems
  })

const openPicker = '.roster-picker[data-open]'
const states = [
  'Nobody picked',
  'Picked',
  'Several picked',
  'Picked and gone',
  'Several, some gone',
  'Required',
  'Described',
  'Wrong',
  'In sections',
  'Some deactivated',
  'Small',
  'Large',
  'Loading',
  'Empty',
]
for (const colorScheme of ['light', 'dark'] as const) {
  test(`every state is readable, reachable and in its place: ${colorScheme}`, async () => {
    await using page = await pages.open('', { colorScheme })
    const problems: Record<string, string[]> = {}
    const look = async (state: string, within: string) => {
      await expect.poll(() => misplaced(page), { message: state }).toEqual([])
      const found = await accessibilityProblems(page, within)
      if (found.length > 0) problems[state] = found
    }
    await look('closed', 'html')
    for (const label of states) {
      await page.getByRole('combobox', { name: label, exact: true }).click()
      await page.keyboard.press('ArrowDown')
      await look(`${label}, open`, openPicker)
      await page.keyboard.press('Escape')
    }
    await page.keyboard.type('zzz')
    await look('nobody found', openPicker)
    expect(problems).toEqual({})
  }, 120_000)
}

test('right to left on a phone every control is large enough and within the page', async () => {
  await using page = await pages.open('?dir=rtl', phone)
  for (const label of ['Picked', 'Several, some gone']) {
    await page.getByRole('combobox', { name: label, exact: true }).tap()
    await page.getByRole('option').nth(5).waitFor()
    await expect.poll(async () => [...(await smallTargets(page)), ...(await misplaced(page))]).toEqual([])
    await page.keyboard.press('Escape')
  }
})

test('the popup is light on a light page and dark on a dark one', async () => {
  for (const [colorScheme, dark] of [
    ['light', false],
    ['dark', true],
  ] as const) {
    await using page = await pages.open('', { colorScheme })
    await page.getByRole('combobox', { name: 'Picked', exact: true }).click()
    await expect.poll(async () => (await lightness(page, '.roster-picker__popup:popover-open')) < 128).toBe(dark)
  }
})

test('the picker follows a color-scheme or data-theme set on an ancestor, whatever the system prefers', async () => {
  await using page = await pages.open('', { colorScheme: 'light' })
  for (const dark of ['document.body.style.colorScheme = "dark"', 'document.body.dataset.theme = "dark"']) {
    await page.reload()
    await page.evaluate(dark)
    await expect.poll(() => lightness(page, '.roster-picker__field')).toBeLessThan(64)
  }
})

test('a custom property restyles without a build', async () => {
  await using page = await pages.open('?people=25')
  await page.evaluate(() => document.body.style.setProperty('--roster-picker-surface', 'rgb(1, 2, 3)'))
  await expect.poll(() => background(page, '.roster-picker__field')).toBe('rgb(1, 2, 3)')
})

test('an unlayered rule of the page wins over the picker', async () => {
  await using page = await pages.open('?people=25')
  await page.addStyleTag({ content: '.roster-picker__field { background: rgb(9, 9, 9) }' })
  await expect.poll(() => background(page, '.roster-picker__field')).toBe('rgb(9, 9, 9)')
})

test('rows that are higher for fingers do not overlap', async () => {
  await using page = await pages.open('?people=25', phone)
  await assignee(page).tap()
  const [first, second] = [page.getByRole('option').nth(2), page.getByRole('option').nth(3)]
  await expect
    .poll(async () => {
      const [upper, lower] = [await first.boundingBox(), await second.boundingBox()]
      return upper && lower && lower.y - upper.y - upper.height
    })
    .toBe(0)
})

test('the popup stays inside a small screen and opens upward at its bottom', async () => {
  await using page = await pages.open('?people=25', { viewport: { width: 360, height: 500 } })
  await page.evaluate(() => document.body.style.setProperty('padding-top', '320px'))
  await assignee(page).click()
  await expect
    .poll(async () => {
      const popup = await page.locator('.roster-picker__popup').boundingBox()
      const field = await page.locator('.roster-picker__field').boundingBox()
      return popup && field && popup.y >= 0 && popup.y + popup.height <= field.y
    })
    .toBe(true)
})

test('right to left, the avatar stands on the right, the popup lines up and a long name loses its end', async () => {
  await using page = await pages.open('?dir=rtl')
  const shown = await page.getByRole('combobox', { name: 'Picked', exact: true }).evaluate((input) => {
    const { direction, textAlign } = getComputedStyle(input)
    return { direction, textAlign }
  })
  expect(shown).toEqual({ direction: 'ltr', textAlign: 'right' })
  await page.getByRole('combobox', { name: 'Nobody picked' }).click()
  const popup = await page.locator('.roster-picker__popup:popover-open').boundingBox()
  const field = await page.locator('.roster-picker[data-open] .roster-picker__field').boundingBox()
  const avatar = await page.locator('[role=option] .roster-avatar').nth(3).boundingBox()
  expect(Math.abs((popup?.x ?? 0) + (popup?.width ?? 0) - (field?.x ?? 0) - (field?.width ?? 0))).toBeLessThan(2)
  expect(avatar?.x).toBeGreaterThan((popup?.x ?? 0) + (popup?.width ?? 0) / 2)
  await page.keyboard.type('hohenzollern')
  const name = page.getByRole('option', { name: /Hohenzollern/ }).locator('.roster-picker__name')
  expect(await name.evaluate((element) => getComputedStyle(element).direction)).toBe('ltr')
})

test('the name is truncated last in a narrow field', async () => {
  await using page = await pages.open('', { viewport: { width: 320, height: 640 } })
  await page.getByRole('combobox', { name: 'Nobody picked' }).click()
  await page.keyboard.type('sam lee')
  const name = page.getByRole('option').first().locator('.roster-picker__name')
  expect(await name.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
})

test('initials replace a broken picture', async () => {
  await using page = await pages.open()
  await page.getByRole('combobox', { name: 'Nobody picked' }).click()
  await expect.poll(() => page.locator('[role=option] .roster-avatar img').count()).toBe(0)
})

test('nothing is animated with reduced motion', async () => {
  await using page = await pages.open('?people=25')
  await assignee(page).click()
  const animation = () =>
    page.locator('.roster-picker__popup').evaluate((popup) => getComputedStyle(popup).animationName)
  expect(await animation()).toBe('none')
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await expect.poll(animation).not.toBe('none')
})

test('forced colours still show which row is highlighted and which alone is selected', async () => {
  await using page = await pages.open('', { forcedColors: 'active' })
  await page.getByRole('combobox', { name: 'Picked', exact: true }).click()
  await page.keyboard.press('ArrowUp')
  const highlighted = await background(page, '[role=option][data-highlighted]')
  expect(highlighted).not.toBe(await background(page, '[role=option]:not([data-highlighted])'))
  expect(await lowContrast(page)).toEqual([])
  const checks = page.getByRole('option').locator('.roster-picker__check')
  expect(await checks.count()).toBeGreaterThan(5)
  expect(await checks.and(page.locator(':visible')).count()).toBe(1)
})

function lightness(page: Page, selector: string): Promise<number> {
  return page
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
}
