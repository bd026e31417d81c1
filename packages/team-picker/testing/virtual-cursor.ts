import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'

type Reader = {
  next(): Promise<void>
  act(): Promise<void>
  lastSpokenPhrase(): Promise<string>
}

declare global {
  interface Window {
    reader: Reader
  }
}

const script = fileURLToPath(import.meta.resolve('@guidepup/virtual-screen-reader/browser.js'))
const served = '/virtual-screen-reader.js'

/** A screen reader's virtual cursor in the page: it goes through what is exposed, item by item, and acts where it is. */
export async function virtualCursor(page: Page) {
  await page.route(`**${served}`, (route) => route.fulfill({ path: script, contentType: 'text/javascript' }))
  // As text, because a bundler would rewrite the import.
  await page.evaluate(
    `import('${served}').then(({ virtual }) => ((window.reader = virtual), virtual.start({ container: document.body })))`,
  )
  return {
    /** Goes on until the cursor is at what starts with `wanted`. */
    async moveTo(wanted: string): Promise<void> {
      const heard = await page.evaluate(async (start) => {
        const phrases: string[] = []
        for (let step = 0; step < 400; step += 1) {
          const phrase = await window.reader.lastSpokenPhrase()
          if (phrase.startsWith(start)) return null
          phrases.push(phrase)
          await window.reader.next()
        }
        return phrases
      }, wanted)
      if (heard)
        throw new Error(`The virtual cursor never came to “${wanted}”. It said: ${heard.slice(0, 60).join(' · ')}`)
    },
    act: () => page.evaluate(() => window.reader.act()),
  }
}
