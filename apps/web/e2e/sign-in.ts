import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import type { RunningApp } from './running-app.ts'

export type SignedIn = {
  /** Opens Roster as this person in a new context. Motion is reduced, because tests check positions. */
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
  return {
    async open(path = '/', options = {}) {
      const own: BrowserContext = await browser.newContext({
        viewport: { width: 1200, height: 800 },
        locale: 'en-GB',
        reducedMotion: 'reduce',
        ...options,
        storageState,
      })
      const opened = await own.newPage()
      await opened.goto(`${url}${path}`)
      return Object.assign(opened, { [Symbol.asyncDispose]: () => own.close() })
    },
  }
}
