import { contextPool } from '../../../packages/team-picker/testing/index.ts'
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { RunningApp } from './running-app.ts'

export type SignedIn = {
  /** Opens Roster as this person, signed in as at first. Motion is reduced, because tests check positions. */
  open(path?: string, options?: BrowserContextOptions): Promise<Page & AsyncDisposable>
}

/** Signs a demo account in to acme, once for any number of pages. */
export async function signIn({ browser, url }: RunningApp, email: string): Promise<SignedIn> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${url}/sign-in`)
  await page.getByRole('button', { name: `Sign in as ${email}` }).click()
  await page.waitForURL(`${url}/`)
  await page.getByRole('grid').waitFor()
  // Clerk remembers the last active organization.
  await page.evaluate(() => window.Clerk?.setActive({ organization: 'acme' }))
  const storageState = await context.storageState()
  await context.close()
  const openPage = contextPool(browser, url, storageState)
  return {
    async open(path = '/', options = {}) {
      const opened = await openPage({
        viewport: { width: 1200, height: 800 },
        locale: 'en-GB',
        reducedMotion: 'reduce',
        ...options,
      })
      await opened.goto(`${url}${path}`)
      return opened
    },
  }
}
