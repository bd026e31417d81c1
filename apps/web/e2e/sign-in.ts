import type { BrowserContextOptions, Page } from 'playwright-core'
import type { RunningApp } from './running-app.ts'

export type SignedIn = {
  /** Opens Roster as this person, signed in as at first. */
  open(path?: string, options?: BrowserContextOptions): Promise<Page & AsyncDisposable>
}

// Motion is reduced, because tests check positions.
const usual: BrowserContextOptions = {
  viewport: { width: 1200, height: 800 },
  locale: 'en-GB',
  reducedMotion: 'reduce',
}

/** Signs a demo account in to acme, once for any number of pages. */
export async function signIn({ open, url }: RunningApp, email: string): Promise<SignedIn> {
  await using page = await open(usual)
  // As Clerk's script does, without the page that shows its form.
  const form = { strategy: 'password', identifier: email, password: 'roster-demo' }
  const signIns = `${url}/__clerk/v1/client/sign_ins`
  await page.context().request.post(signIns, { form, headers: { origin: url }, failOnStatusCode: true })
  await page.goto(url)
  await page.waitForFunction(() => window.Clerk?.session)
  // Clerk remembers the last active organization.
  await page.evaluate(() => window.Clerk?.setActive({ organization: 'acme' }))
  await page.getByRole('grid').waitFor()
  const state = await page.context().storageState()
  return {
    async open(path = '/', options = {}) {
      const opened = await open({ ...usual, ...options }, state)
      await opened.goto(`${url}${path}`)
      return opened
    },
  }
}
