import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runApp, type RunningApp } from './running-app.ts'

let app: RunningApp
beforeAll(async () => {
  app = await runApp()
})
afterAll(() => app[Symbol.asyncDispose]())

const rowCount = (page: Page) => page.getByRole('grid').getAttribute('aria-rowcount')

test('a member signs in, sees the team, switches organization and signs out, and nothing leaves the machine', async () => {
  const page = await app.browser.newPage({ viewport: { width: 1200, height: 800 } })
  const hosts = new Set<string>()
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url())
    if (protocol.startsWith('http')) hosts.add(hostname)
  })

  await page.goto(app.url)
  await page.getByLabel('Email address').fill('alice@acme.test')
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
  await page.locator('input[name=password]').fill('roster-demo')
  await page.getByRole('button', { name: 'Continue', exact: true }).click()

  await page.getByRole('grid').waitFor()
  expect(await rowCount(page)).toBe('26')

  await page.locator('.cl-organizationSwitcherTrigger').click()
  await page.getByRole('menuitem', { name: /Globex/ }).click()
  await expect.poll(() => rowCount(page), { timeout: 20_000 }).toBe('1001')
  await page.getByRole('row').nth(1).click()
  await page.keyboard.press('End')
  await page.locator('[role=row][aria-rowindex="1001"]').waitFor()

  await page.locator('.cl-userButtonTrigger').click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByLabel('Email address').waitFor()
  expect(await page.getByRole('grid').count()).toBe(0)
  expect([...hosts].filter((host) => host !== 'localhost' && host !== '127.0.0.1')).toEqual([])
  await page.close()
})
