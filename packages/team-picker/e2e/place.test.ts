import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testPage, type TestPage } from './test-page.ts'

let pages: TestPage
beforeAll(async () => {
  pages = await testPage()
})
afterAll(() => pages?.[Symbol.asyncDispose]())

const assignee = (page: Page) => page.getByRole('combobox', { name: 'Assignee' })
const popup = (page: Page) => page.locator('.roster-picker__popup:popover-open')
/** Pixels from the bottom of the field to the top of the list. */
const distance = async (page: Page) => {
  const field = await page.locator('.roster-picker__field').boundingBox()
  const list = await popup(page).boundingBox()
  return field && list && Math.round(list.y - field.y - field.height)
}
/** Whether the middle of a row can be pressed: it is inside the list, and nothing covers it. */
const isInReach = (row: Locator) =>
  row.evaluate((element) => {
    const { left, top, bottom, width } = element.getBoundingClientRect()
    const there = document.elementFromPoint(left + width / 2, (top + bottom) / 2)
    return there?.closest('[role=option]') === element
  })

test('the list closes when the field leaves its scroll box, and opens again where the field is', async () => {
  await using page = await pages.open('?people=25')
  await page.addStyleTag({ content: 'main { height: 260px; overflow: auto } form { padding-bottom: 3000px }' })
  await assignee(page).click()
  await expect.poll(() => distance(page)).toBe(4)
  await page.locator('main').evaluate((box) => box.scrollTo(0, 40))
  await expect.poll(() => distance(page)).toBe(4)
  await page.locator('main').evaluate((box) => box.scrollTo(0, 1_000))
  await expect.poll(() => popup(page).count()).toBe(0)
  expect(await assignee(page).evaluate((input) => input === document.activeElement)).toBe(true)
  await page.keyboard.press('ArrowDown')
  await page.locator('main').evaluate((box) => box.scrollTo(0, 0))
  await expect.poll(() => distance(page)).toBe(4)
})

test('the list stays beside a field that other content or a smaller window moves', async () => {
  await using page = await pages.open('?people=25', { viewport: { width: 800, height: 900 } })
  await assignee(page).click()
  await page.evaluate(() => document.querySelector('h1')?.style.setProperty('padding-bottom', '160px'))
  await expect.poll(() => distance(page)).toBe(4)
  await page.setViewportSize({ width: 360, height: 420 })
  await expect
    .poll(async () => {
      const box = await popup(page).boundingBox()
      return box && box.x >= 0 && box.y >= 0 && box.x + box.width <= 360 && box.y + box.height <= 420
    })
    .toBe(true)
})

test('in a low window the whole list scrolls, including “Unassigned” and “You”', async () => {
  await using page = await pages.open('?people=25', { viewport: { width: 700, height: 340 } })
  await assignee(page).click()
  const rows = page.getByRole('option')
  const tops = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().top))
  expect(tops.slice(1, 4).map((top, at) => Math.round(top - (tops[at] ?? 0)))).toEqual([36, 36, 36])
  await page.keyboard.press('End')
  await expect.poll(() => isInReach(page.locator('[role=option][data-highlighted]'))).toBe(true)
  expect(await isInReach(page.getByRole('option', { name: 'Unassigned' }))).toBe(false)
})

test('a list that opens at the selected person centres them and keeps “Unassigned” and “You” visible', async () => {
  await using page = await pages.open('?people=10000&picked=user_05000')
  await assignee(page).click()
  const selected = page.getByRole('option', { selected: true })
  const offset = () =>
    selected.evaluate((row) => {
      const list = row.closest('[role=listbox]')?.getBoundingClientRect()
      const { top, bottom } = row.getBoundingClientRect()
      return list ? Math.abs(top + bottom - list.top - list.bottom) / 2 / (bottom - top) : Infinity
    })
  await expect.poll(offset).toBeLessThan(1)
  const [unassigned, me] = [page.getByRole('option', { name: 'Unassigned' }), page.getByRole('option', { name: /You/ })]
  expect([await isInReach(unassigned), await isInReach(me)]).toEqual([true, true])

  const highlighted = page.locator('[role=option][data-highlighted]')
  for (const key of [
    ...Array.from({ length: 9 }, () => 'ArrowUp'),
    'PageUp',
    'PageDown',
    'Home',
    'ArrowDown',
    'ArrowDown',
    'End',
  ]) {
    await page.keyboard.press(key)
    await expect.poll(() => isInReach(highlighted), { message: key }).toBe(true)
  }
  await me.click()
  await expect.poll(() => assignee(page).inputValue()).toBe('Gracea Adler-00007')
})

test('a list that is open initially is beside its field, above other content, at the selected person', async () => {
  for (const query of [
    'people=25&picked=user_00020',
    'people=10000&picked=user_05000',
    'people=25&multiple&picked=user_00001',
  ]) {
    await using page = await pages.open(`?open&${query}`)
    await expect.poll(() => distance(page)).toBe(4)
    const row = query.includes('multiple')
      ? page.getByRole('option').first()
      : page.getByRole('option', { selected: true })
    await expect.poll(() => isInReach(row), { message: query }).toBe(true)
    expect(await assignee(page).evaluate((input) => input === document.activeElement)).toBe(true)
  }
})

test('many chips scroll within five lines, with the count and the input visible', async () => {
  const picked = Array.from({ length: 60 }, (_, i) => `user_${String(i + 1).padStart(5, '0')}`)
  await using page = await pages.open(`?people=100&multiple&picked=${picked.join(',')}`)
  const field = page.locator('.roster-picker__field')
  expect((await field.boundingBox())?.height).toBeLessThan(210)
  await page.getByText('60 selected').waitFor()
  await assignee(page).click()
  await page.keyboard.type('00077')
  await page.keyboard.press('Enter')
  await page.getByText('61 selected').waitFor()
  const isInside = async () => {
    const [outer, inner] = [await field.boundingBox(), await assignee(page).boundingBox()]
    return outer && inner && inner.y >= outer.y && inner.y + inner.height <= outer.y + outer.height
  }
  await expect.poll(isInside).toBe(true)
})

test('text at 200 % is not clipped, closed or open', async () => {
  await using page = await pages.open('', { viewport: { width: 1000, height: 900 } })
  await page.addStyleTag({ content: 'html { font-size: 200% } .roster-states { max-width: none }' })
  /** Texts whose lines are higher than what shows them, down to a pixel of rounding. */
  const cut = () =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.roster-picker *')].flatMap((element) => {
        const hasText = [...element.childNodes].some(({ nodeType, nodeValue }) => nodeType === 3 && nodeValue?.trim())
        if (!hasText || element.clientHeight < 2 || !element.checkVisibility()) return []
        const range = document.createRange()
        range.selectNodeContents(element)
        const line = Number.parseFloat(getComputedStyle(element).lineHeight) || 0
        const height = Math.max(range.getBoundingClientRect().height, line)
        const row = element.closest('.roster-picker__choice, .roster-picker__chip, .roster-picker__field')
        const limit = Math.min(row?.clientHeight ?? Infinity, element.clientHeight || Infinity)
        return height > limit + 1 ? [`${element.className}: ${element.textContent}`] : []
      }),
    )
  expect(await cut()).toEqual([])
  for (const label of ['Picked', 'In sections', 'Some deactivated', 'Large', 'Small']) {
    await page.getByRole('combobox', { name: label, exact: true }).click()
    await page.getByRole('option').nth(3).waitFor()
    await expect.poll(cut).toEqual([])
    const input = page.getByRole('combobox', { name: label, exact: true })
    const [box, letters] = [
      await input.boundingBox(),
      await input.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize)),
    ]
    expect(box?.height).toBeGreaterThan(letters * 1.3)
    await page.keyboard.press('Escape')
  }
})
