import { fileURLToPath } from 'node:url'
import { backendOf } from '@roster/api/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPage, type BuiltPage } from '../testing/build-page.ts'
import { launchChromium } from '../testing/chromium.ts'
import { startTeamHost } from '../testing/team-host.ts'

let host: Awaited<ReturnType<typeof startTeamHost>>
let built: BuiltPage
let browser: Browser
let backend: ReturnType<typeof backendOf>
let organizations: { acme: string; globex: string }
beforeAll(async () => {
  host = await startTeamHost()
  backend = backendOf(host)
  built = await buildPage(fileURLToPath(new URL('../testing/team-page', import.meta.url)), { '/trpc': host.trpcUrl })
  browser = await launchChromium()
  const idOf = async (slug: string) => (await backend.organizations.getOrganization({ slug })).id
  organizations = { acme: await idOf('acme'), globex: await idOf('globex') }
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await built?.[Symbol.asyncDispose]()
  await host?.[Symbol.asyncDispose]()
})

const PATIENCE_MS = 30_000
// Less than the 8 s after which a client that does not wait for news asks again.
const soon = { timeout: 7_000 }
const idOf = async (email: string) => (await backend.users.getUserList({ emailAddress: [email] })).data[0]?.id ?? ''
const status = (page: Page) => page.getByRole('status').first()
const names = (page: Page) => page.getByRole('listitem')

function memberToken(email: string, slug: string): string | undefined {
  return email.includes(slug) || email.startsWith('alice') ? host.token(email, slug) : undefined
}

async function open(email: string, assignee = '') {
  const context = await browser.newContext()
  const page = await context.newPage()
  const noise: string[] = []
  page.on('console', (message) => message.type() === 'warning' && noise.push(message.text()))
  // As Clerk's SDK does, a page uses its token until it expires, whatever happened to the membership.
  const tokens = Object.fromEntries(Object.keys(organizations).map((slug) => [slug, memberToken(email, slug)]))
  await page.exposeFunction('tokenOf', (slug: string) => tokens[slug])
  const asked: string[] = []
  page.on('request', (request) => void asked.push(new URL(request.url()).pathname))
  const query = new URLSearchParams({ me: await idOf(email), assignee, ...organizations })
  await page.goto(`${built.url}?${query}`)
  await status(page).filter({ hasText: 'ready' }).waitFor({ timeout: PATIENCE_MS })
  return Object.assign(page, { asked, noise, [Symbol.asyncDispose]: () => context.close() })
}

test('people and their facts come from a router nested in the host’s, and a change shows without polling', async () => {
  await using page = await open('alice@acme.test')
  // The facts of members may arrive after the people.
  await expect.poll(() => status(page).textContent(), soon).toBe('ready 25 org:admin active')
  const lists = page.asked.filter((path) => path.endsWith('users.list')).length
  await expect.poll(() => page.asked.filter((path) => path.endsWith('users.revision')).length, soon).toBe(2)
  await backend.users.updateUser(await idOf('bob@acme.test'), { firstName: 'Robert' })
  await expect.poll(() => names(page).filter({ hasText: 'Robert' }).count(), soon).toBe(1)
  expect([lists, page.asked.filter((path) => path.endsWith('users.list')).length]).toEqual([1, 2])
  expect(page.noise).toEqual([])
})

test('a person who leaves is named in the picker that has them selected', async () => {
  const [grace] = (
    await backend.organizations.getOrganizationMembershipList({
      organizationId: organizations.acme,
      limit: 100,
    })
  ).data
    .filter(({ role, publicUserData }) => role === 'org:member' && publicUserData?.identifier !== 'bob@acme.test')
    .map(({ publicUserData }) => publicUserData)
  await using page = await open('alice@acme.test', grace?.userId)
  const field = page.getByRole('combobox', { name: 'Assignee' })
  const name = `${grace?.firstName} ${grace?.lastName}`
  await expect.poll(() => field.inputValue(), soon).toBe(name)
  await backend.organizations.deleteOrganizationMembership({
    organizationId: organizations.acme,
    userId: grace?.userId ?? '',
  })
  await expect.poll(() => status(page).textContent(), soon).toMatch(/^ready 24/)
  await expect.poll(() => page.getByText('Left').count(), soon).toBe(1)
  expect(await field.inputValue()).toBe(name)
})

test('another organization never shows the people of the one before, whose list is kept', async () => {
  await using page = await open('alice@acme.test')
  const shown = await names(page).allTextContents()
  const seen = page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const texts: string[] = []
        new MutationObserver(() => {
          const text = document.querySelector('[role=status]')?.textContent ?? ''
          texts.push(text)
          if (text.startsWith('ready 40')) resolve(texts)
        }).observe(document.body, { childList: true, characterData: true, subtree: true })
      }),
  )
  await page.getByRole('button', { name: 'globex' }).click()
  expect((await seen).filter((text) => text.startsWith('ready 2'))).toEqual([])
  expect(await names(page).count()).toBe(40)
  await page.getByRole('button', { name: 'acme' }).click()
  expect(await names(page).allTextContents()).toEqual(shown)
})

test('a token of another organization shows nobody', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.exposeFunction('tokenOf', () => host.token('alice@acme.test', 'globex'))
  const query = new URLSearchParams({ me: await idOf('alice@acme.test'), acme: organizations.acme })
  await page.goto(`${built.url}?${query}`)
  await expect.poll(() => status(page).textContent(), { timeout: PATIENCE_MS }).toBe('failed ')
  expect(await names(page).count()).toBe(0)
  await context.close()
})

test('a removed member’s page ends before the next poll would be due', async () => {
  await using page = await open('bob@acme.test')
  await backend.organizations.deleteOrganizationMembership({
    organizationId: organizations.acme,
    userId: await idOf('bob@acme.test'),
  })
  await expect.poll(() => status(page).textContent(), soon).toBe('ended ')
  expect(await names(page).count()).toBe(0)
})
