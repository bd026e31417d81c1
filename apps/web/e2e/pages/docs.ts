import { accessibilityProblems } from '../../../../packages/team-picker/testing/index.ts'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { app } from './shared-app.ts'

/** Opens the page in its own context, and records its requests and console messages. */
async function openDocs(options = {}, prefix = '') {
  const context = await app.browser.newContext({ viewport: { width: 1200, height: 800 }, ...options })
  // As a proxy does that strips the prefix.
  await context.route(`${app.url}${prefix || '/no-prefix'}/**`, async (route) => {
    const url = route.request().url().replace(prefix, '')
    await route.fulfill({ response: await route.fetch({ url }) })
  })
  const page = await context.newPage()
  const asked: string[] = []
  const problems: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('console', (message) => void (message.type() === 'error' && problems.push(message.text())))
  page.on('pageerror', (error) => problems.push(error.message))
  await page.goto(`${app.url}${prefix}/api/docs`)
  return { page, asked, problems, [Symbol.asyncDispose]: () => context.close() }
}

const openAll = (page: Page) =>
  page.evaluate(() => {
    for (const part of document.querySelectorAll('details')) {
      part.removeAttribute('name')
      part.open = true
    }
  })

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the documentation is readable with every section open: ${colorScheme}`, async () => {
    await using docs = await openDocs({ colorScheme })
    await openAll(docs.page)
    const [background, wide] = await docs.page.evaluate(() => [
      getComputedStyle(document.documentElement).backgroundColor,
      document.documentElement.scrollWidth > innerWidth,
    ])
    expect([background, wide]).toEqual([colorScheme === 'dark' ? 'rgb(17, 17, 24)' : 'rgb(246, 246, 249)', false])
    expect(await accessibilityProblems(docs.page)).toEqual([])
    expect(docs.problems).toEqual([])
  })
}

test('on a phone the documentation does not scroll sideways', async () => {
  await using docs = await openDocs({ viewport: { width: 390, height: 844 }, isMobile: true })
  await openAll(docs.page)
  expect(await docs.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})

test('each path shows its read operation first, with samples in three languages for this server', async () => {
  await using docs = await openDocs()
  const methods = await docs.page.locator('.method').allTextContents()
  expect(methods).toEqual(['GET', 'GET', 'POST'])
  const users = docs.page.getByRole('region', { name: 'List users', exact: true })
  for (const language of ['curl', 'JavaScript', 'Python']) {
    await users.locator('summary', { hasText: language }).click()
    const sample = await users.getByLabel(`List users in ${language}`).textContent()
    expect(sample).toContain(`${app.url}/api/v1/entities/users`)
  }
})

test('a pasted key lists the people, and the page sends no request to another host', async () => {
  const organizations = z.object({ data: z.array(z.object({ id: z.string(), slug: z.string() })) })
  const { data } = await app.clerk('GET', '/organizations?limit=100', organizations)
  const subject = data.find(({ slug }) => slug === 'acme')?.id
  const key = z.object({ secret: z.string() })
  // Clerk's path for keys is next to /v1, not below it.
  const { secret } = await app.clerk('POST', '/../api_keys', key, { name: 'Docs', subject, scopes: ['users:read'] })

  await using docs = await openDocs()
  const form = docs.page.getByRole('form', { name: 'Try List users' })
  await form.getByRole('button', { name: 'Send request' }).click()
  await form.getByText('Status 401').waitFor()
  await docs.page.getByLabel('API key or session token').fill(secret)
  await form.getByRole('button', { name: 'Send request' }).click()
  await form.getByText('Status 200').waitFor()
  expect(await form.getByLabel('Answer of List users').textContent()).toContain('alice@acme.test')

  const resolve = docs.page.getByRole('form', { name: 'Try Resolve users' })
  await resolve.getByRole('button', { name: 'Send request' }).click()
  await resolve.getByText('Status 200').waitFor()
  expect(new Set(docs.asked.map((url) => new URL(url).origin))).toEqual(new Set([app.url]))
  // Chromium itself logs the refused request.
  expect(docs.problems.filter((problem) => !problem.includes('401'))).toEqual([])
})

test('behind a proxy that strips a prefix, requests, links and samples of the documentation keep the prefix', async () => {
  await using docs = await openDocs({}, '/roster')
  const { page } = docs
  const form = page.getByRole('form', { name: 'Try List users' })
  await form.getByRole('button', { name: 'Send request' }).click()
  await form.getByText('Status 401').waitFor()
  const links = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement | HTMLLinkElement>('a, link')].map(({ href }) => href),
  )
  expect([...docs.asked, ...links].filter((url) => !url.startsWith(`${app.url}/roster/`))).toEqual([])
  expect(await page.getByLabel('List users in curl').textContent()).toContain(`${app.url}/roster/api/v1/entities/users`)
})
