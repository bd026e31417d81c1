import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { buildPage } from '../testing/build-page.ts'
import { launchChromium } from '../testing/chromium.ts'
import { contextPool } from '../testing/context-pool.ts'

export type TestPage = AsyncDisposable & {
  /** The page, in a context that no other open page shares; `query` chooses what it shows. Nothing moves: where things are is looked at. */
  open(query?: string, options?: BrowserContextOptions): Promise<Page & AsyncDisposable>
}

/** The built page of `e2e/page`, and a Chromium to open it in. */
export async function testPage(): Promise<TestPage> {
  const built = await buildPage(fileURLToPath(new URL('page', import.meta.url)))
  const browser = await launchChromium()
  const openPage = contextPool(browser, built.url)
  return {
    async open(query = '', options = {}) {
      const page = await openPage({ reducedMotion: 'reduce', ...options })
      await page.goto(`${built.url}${query}`)
      await page.getByRole('combobox').first().waitFor()
      return page
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await built[Symbol.asyncDispose]()
    },
  }
}
