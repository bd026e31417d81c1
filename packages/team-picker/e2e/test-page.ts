import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { buildPage } from '../testing/build-page.ts'
import { launchChromium } from '../testing/chromium.ts'

export type TestPage = AsyncDisposable & {
  /** The page in a browser of its own; `query` chooses what it shows. Nothing moves: where things are is looked at. */
  open(query?: string, options?: BrowserContextOptions): Promise<Page & AsyncDisposable>
}

/** The built page of `e2e/page`, and a Chromium to open it in. */
export async function testPage(): Promise<TestPage> {
  const built = await buildPage(fileURLToPath(new URL('page', import.meta.url)))
  const browser = await launchChromium()
  return {
    async open(query = '', options = {}) {
      const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
      const page = await context.newPage()
      await page.goto(`${built.url}${query}`)
      await page.getByRole('combobox').first().waitFor()
      return Object.assign(page, { [Symbol.asyncDispose]: () => context.close() })
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await built[Symbol.asyncDispose]()
    },
  }
}
