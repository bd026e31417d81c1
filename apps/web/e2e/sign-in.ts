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
  // As Clerk's script does, without the page that shows its form.
  const form = { strategy: 'password', identifier: email, password: 'roster-demo' }
  await context.request.post(`${url}/__clerk/v1/client/sign_ins`, { form, headers: { origin: url } })
  const page = await context.newPage()
  await page.goto(url)
  await page.waitForFunction(() => window.Clerk?.session)
  // Clerk remembers the last active organization.
  await page.evaluate(() => window.Clerk?.setActive({ organization: 'acme' }))
  await page.getByRole('grid').waitFor()
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
