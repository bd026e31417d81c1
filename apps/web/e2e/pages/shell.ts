import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessibilityProblems } from '../../../../packages/team-picker/testing/index.ts'
import { alice, app } from './shared-app.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const onItsSide = { ...phone, viewport: { width: 844, height: 390 } }
const pages = ['Team', 'Leads', 'API access']

async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
  expect(await page.title()).toBe(`${name} · Roster`)
  if (name === 'API access') await page.getByRole('heading', { name: 'Keys', exact: true }).waitFor()
  else await page.getByRole('row').nth(1).waitFor()
}

/** The elements that scroll vertically on the current page. */
const scrollers = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => element.scrollHeight > element.clientHeight + 1)
      .filter(
        (element) => element === document.documentElement || /auto|scroll/.test(getComputedStyle(element).overflowY),
      )
      .map((element) => element.className),
  )

/** Sizes text. Chromium applies a new root size to lengths in `rem` some frames later, and the page is laid out anew. */
async function sizeText(page: Page, size: string): Promise<void> {
  const probe = await page.evaluateHandle((fontSize) => {
    document.documentElement.style.fontSize = fontSize
    const element = document.body.appendChild(document.createElement('div'))
    element.style.inlineSize = '1rem'
    return element
  }, size)
  await page.waitForFunction(
    (element) => `${element.clientWidth}px` === getComputedStyle(document.documentElement).fontSize,
    probe,
  )
  await probe.evaluate((element) => element.remove())
}

test('on a phone in landscape only one element scrolls, and it fills more than half of the screen', async () => {
  await using page = await alice.open('/', onItsSide)
  for (const name of pages) {
    await goTo(page, name)
    expect([name, (await scrollers(page)).length]).toEqual([name, 1])
  }
  await goTo(page, 'Team')
  const [row] = await page.getByRole('grid').evaluateAll((grids) => grids.map(({ clientHeight }) => clientHeight))
  expect(row).toBeGreaterThan(390 / 2)
})

test('on a phone each key is a card with Revoke in view, and keeps its table semantics', async () => {
  await using page = await alice.open('/api-access', phone)
  await page.getByRole('textbox', { name: 'Name of the key' }).fill('A key with a long name that tells what it is for')
  await page.getByRole('button', { name: 'Create key' }).click()
  await page.getByRole('button', { name: 'I’ve copied it' }).click()
  const revoke = page.getByRole('button', { name: /^Revoke A key/ })
  await revoke.scrollIntoViewIfNeeded()
  const { x, width } = (await revoke.boundingBox()) ?? { x: 0, width: 0 }
  expect(x).toBeGreaterThan(0)
  expect(x + width).toBeLessThanOrEqual(390)
  expect(
    await page
      .getByRole('row', { name: /A key with/ })
      .getByRole('cell')
      .count(),
  ).toBe(5)
  expect(await accessibilityProblems(page)).toEqual([])
})

test.each([
  ['a wide window', { viewport: { width: 1600, height: 900 } }, '100%'],
  ['text of 200 %', { viewport: { width: 1200, height: 800 } }, '200%'],
  ['a phone with text of 200 %', phone, '200%'],
  ['a narrow window', { viewport: { width: 720, height: 800 } }, '100%'],
])('the header fits, and the brand is above the title: %s', async (_name, options, fontSize) => {
  await using page = await alice.open('/', options)
  await page.locator('.cl-organizationSwitcherTrigger').waitFor()
  await sizeText(page, fontSize)
  const [title, brand = Number.NaN] = await page.evaluate(() =>
    ['h1', '.brand'].map((selector) => document.querySelector(selector)?.getBoundingClientRect().left ?? Number.NaN),
  )
  expect(title).toBeCloseTo(brand, 0)
  const outside = await page.evaluate(() =>
    [...document.querySelectorAll('.shell__bar a, .shell__bar button')]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .map(({ textContent }) => textContent),
  )
  expect([outside, await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)]).toEqual([[], false])
})

test('in a window of 320 pixels the buttons of a dialog are inside it', async () => {
  await using page = await alice.open('/', { viewport: { width: 320, height: 568 } })
  await page.getByRole('row', { name: /^Alice/ }).click()
  const outside = await page.getByRole('dialog').evaluate((dialog) => {
    const { left, right } = dialog.getBoundingClientRect()
    const boxes = [...dialog.querySelectorAll('button')].map((button) => button.getBoundingClientRect())
    return [boxes.length, boxes.filter((box) => box.left < left || box.right > right).length]
  })
  expect(outside).toEqual([3, 0])
})

test('the focused organization switcher has a visible focus ring', async () => {
  await using page = await alice.open()
  const switcher = page.locator('.cl-organizationSwitcherTrigger')
  await switcher.waitFor()
  await page.getByRole('link', { name: 'API access' }).focus()
  await page.keyboard.press('Tab')
  const outline = await switcher.evaluate((button) => [
    button === document.activeElement,
    getComputedStyle(button).outlineStyle,
    getComputedStyle(button).outlineWidth,
  ])
  expect(outline).toEqual([true, 'solid', '2px'])
})

test('the document head describes the app, and the files it links to exist and are cached', async () => {
  await using page = await alice.open()
  const head = await page.evaluate(() => ({
    description: document.querySelector('meta[name=description]')?.getAttribute('content'),
    colors: [...document.querySelectorAll('meta[name=theme-color]')].map((meta) => meta.getAttribute('media')),
    files: ['icon', 'apple-touch-icon', 'manifest'].map((rel) =>
      document.querySelector(`link[rel=${rel}]`)?.getAttribute('href'),
    ),
  }))
  expect(head.description).toBeTruthy()
  expect(head.colors).toEqual(['(prefers-color-scheme: light)', '(prefers-color-scheme: dark)'])
  const files = await Promise.all(
    [...head.files, '/robots.txt'].map(async (file) => {
      const { status, headers } = await fetch(`${app.url}${file}`)
      return [status, headers.get('content-type')?.split(';')[0], headers.get('cache-control')]
    }),
  )
  expect(files).toEqual([
    [200, 'image/svg+xml', 'public, max-age=86400'],
    [200, 'image/png', 'public, max-age=86400'],
    [200, 'application/manifest+json', 'public, max-age=86400'],
    [200, 'text/plain', 'public, max-age=86400'],
  ])
})
