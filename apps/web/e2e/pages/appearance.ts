import { accessibilityProblems, lowContrast, smallTargets } from '../../../../packages/team-picker/testing/index.ts'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { alice, app } from './shared-app.ts'

/** Finds content that is not fully visible: a page wider than the window, a popup outside it, a clipped date. */
const misplaced = (page: Page) =>
  page.evaluate(() => {
    const problems = document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : []
    for (const popup of document.querySelectorAll('.roster-picker__popup:popover-open')) {
      const { left, top, right, bottom } = popup.getBoundingClientRect()
      if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) problems.push('a popup is outside')
    }
    for (const whole of document.querySelectorAll('time, button, nav a, h1')) {
      if (whole.scrollWidth > whole.clientWidth + 1 && whole.clientWidth > 1)
        problems.push(`${whole.textContent} is cut`)
    }
    return problems
  })

const steps: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  team: (page) => page.getByRole('row', { name: /Alice/ }).waitFor(),
  'team, a row chosen': (page) => page.getByRole('row', { name: /Bob/ }).locator('time').click(),
  'team, nobody found': async (page) => {
    await page.keyboard.press('Escape')
    await page.getByRole('searchbox').fill('zzz')
  },
  leads: (page) => page.getByRole('link', { name: 'Leads' }).click(),
  'leads, list open': (page) =>
    page
      .getByRole('button', { name: /^Assignee of/ })
      .nth(2)
      .click(),
  'leads, searched': (page) => page.keyboard.type('sam'),
  'leads, filtered': (page) => page.getByRole('button', { name: 'Assigned to me' }).click(),
  'new lead': (page) => page.getByRole('button', { name: 'New lead' }).click(),
  'API access': async (page) => {
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'API access' }).click()
    await page.getByRole('heading', { name: 'Keys', exact: true }).waitFor()
  },
  'a new key': async (page) => {
    await page.getByRole('textbox', { name: 'Name of the key' }).fill('Nightly export')
    await page.getByRole('button', { name: 'Create key' }).click()
    await page.getByRole('table', { name: 'API keys' }).waitFor()
  },
  'nothing here': (page) => page.goto(`${app.url}/nowhere`),
}
// axe takes seconds, and reports the same for pages with the same parts.
const forAxe = new Set([
  'team',
  'team, a row chosen',
  'leads, list open',
  'new lead',
  'API access',
  'a new key',
  'sign-in',
])

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every page has enough contrast and nothing is clipped or off screen: ${colorScheme}`, async () => {
    const problems: Record<string, string[]> = {}
    const look = async (page: Page, name: string) => {
      const problemsOf = forAxe.has(name) ? accessibilityProblems : lowContrast
      const found = [...(await problemsOf(page)), ...(await misplaced(page))]
      if (found.length > 0) problems[name] = found
    }
    await using page = await alice.open('/', { colorScheme })
    for (const [name, go] of Object.entries(steps)) {
      await go(page)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await look(page, name)
    }
    await using context = await app.browser.newContext({ colorScheme, reducedMotion: 'reduce' })
    const signedOut = await context.newPage()
    await signedOut.goto(`${app.url}/sign-in`)
    await signedOut.getByLabel('Email address').waitFor()
    await look(signedOut, 'sign-in')
    expect(problems).toEqual({})
  }, 120_000)
}

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
test.each([
  ['a phone', phone, {}],
  ['a phone in landscape', { ...phone, viewport: { width: 844, height: 390 } }, {}],
  ['a phone, right to left', phone, { dir: 'rtl' }],
  ['right to left', {}, { dir: 'rtl' }],
  ['text of 200 %', {}, { style: 'font-size: 200%' }],
])('every control is large enough, and nothing is clipped or off screen: %s', async (name, options, attributes) => {
  const problems: Record<string, string[]> = {}
  await using page = await alice.open('/', options)
  const setAttributes = () =>
    page.evaluate((each) => {
      for (const [key, value] of Object.entries(each)) document.documentElement.setAttribute(key, value)
    }, attributes)
  for (const [step, go] of Object.entries(steps)) {
    await setAttributes()
    await go(page)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await setAttributes()
    const found = await misplaced(page)
    if (name.startsWith('a phone')) found.push(...(await smallTargets(page)))
    if (found.length > 0) problems[step] = found
  }
  expect(problems).toEqual({})
})
