import { clerk, clerkSetup } from '@clerk/testing/playwright'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { buildPage, type BuiltPage } from '../../team-picker/testing/build-page.ts'
import { launchChromium } from '../../team-picker/testing/chromium.ts'
import { temporaryFolder, webhookReceiver } from '../testing/index.ts'
import { standalone } from './standalone.ts'

let built: BuiltPage
beforeAll(async () => {
  built = await buildPage(`${import.meta.dirname}/page`)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await built[Symbol.asyncDispose]()
})

test('@clerk/react 6 and clerk-js 6, signed in by @clerk/testing, work on a local Clerk started by its command', async () => {
  await using folder = await temporaryFolder()
  await using app = await webhookReceiver()
  using local = await standalone(folder.path, app.url)
  await using browser = await launchChromium()
  const { CLERK_PUBLISHABLE_KEY: publishableKey = '', CLERK_PROXY_URL: proxyUrl = '' } = local.variables
  for (const [name, value] of Object.entries(local.variables)) vi.stubEnv(name, value)
  await clerkSetup({ publishableKey, dotenv: false })
  const page = await browser.newPage()
  await page.goto(`${built.url.replace('127.0.0.1', 'localhost')}?${new URLSearchParams({ publishableKey, proxyUrl })}`)
  await page.getByText('Signed out').waitFor()

  await clerk.signIn({
    page,
    signInParams: { strategy: 'password', identifier: 'alice@acme.test', password: 'roster-demo' },
  })
  await page.getByRole('heading', { name: 'Alice in acme' }).waitFor()
  const found = page.getByRole('list', { name: 'Members found' }).getByRole('listitem')
  await expect.poll(() => found.allInnerTexts()).toEqual(['sam.taylor@acme.test', 'sam.taylor2@acme.test'])

  await page.getByRole('button', { name: 'Open Globex' }).click()
  await page.getByRole('heading', { name: 'Alice in globex' }).waitFor()
  await page.getByRole('button', { name: 'Rename' }).click()
  await page.getByRole('heading', { name: 'Alicia in globex' }).waitFor()
  await page.getByRole('button', { name: 'New organization' }).click()
  await page.getByRole('heading', { name: 'Alicia in made-in-a-browser' }).waitFor()
  await expect
    .poll(() => app.types())
    .toEqual(
      expect.arrayContaining([
        'session.created',
        'user.updated',
        'organization.created',
        'organizationMembership.created',
      ]),
    )

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('Signed out').waitFor()
  await expect.poll(() => app.types()).toContain('session.removed')
})
