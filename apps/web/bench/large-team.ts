import { quantile } from './quantile.ts'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

const LARGE_ORGANIZATION = 'initech'
const ROUNDS = 8
const KEYS = ['a', 'n', 'n', 'a', 'Backspace', 'Backspace', 'Backspace', 'Backspace']
const BETWEEN_KEYS_MS = 150
const SCROLL_MS = 1_000
/** Pixels a frame: about two rows, and half a screen. */
const SPEEDS = [120, 400]
const SEARCH = 'input[type=search]'
const BARE = 'input[data-bare]'
const EMPTY_PAGE = 'an empty page'

type Storage = BrowserContextOptions['storageState']

/**
 * What a visitor feels in a list of 10,000 people: milliseconds from a keystroke in its search until the frame with it, beside
 * a field without any code on the same page and on an empty one, and frames a second while it scrolls. Pages take turns.
 */
export async function measureLargeTeams(browser: Browser, storages: ReadonlyMap<string, Storage>) {
  const pages = new Map<string, Page>()
  for (const [url, storage] of storages) pages.set(url, await openLargeTeam(browser, url, storage))
  const empty = await browser.newPage()
  await empty.setContent('<input data-bare>')
  const keystrokes = new Map<string, number[]>()
  const frames = new Map<string, number[]>()
  const fields = [
    ...[...pages].flatMap(([url, page]) => [SEARCH, BARE].map((field) => ({ name: `${url} ${field}`, page, field }))),
    { name: EMPTY_PAGE, page: empty, field: BARE },
  ]
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, page, field } of fields) {
      keystrokes.set(name, [...(keystrokes.get(name) ?? []), ...(await typeKeys(page, field))])
    }
    for (const speed of SPEEDS) {
      for (const [name, page] of pages) {
        const key = `${name} ${speed}`
        frames.set(key, [...(frames.get(key) ?? []), await page.evaluate(scroll, { speed, duration: SCROLL_MS })])
      }
    }
  }
  const p50 = (name: string) => quantile(keystrokes.get(name) ?? [], 0.5)
  return Object.fromEntries(
    Array.from(pages.keys(), (url) => {
      const keystroke = p50(`${url} ${SEARCH}`)
      return [
        url,
        {
          'keystroke p50 ms': round(keystroke),
          'of a bare field beside it': round(keystroke / p50(`${url} ${BARE}`)),
          'of one on an empty page': round(keystroke / p50(EMPTY_PAGE)),
          ...Object.fromEntries(
            SPEEDS.map((speed) => [`fps at ${speed} px`, round(quantile(frames.get(`${url} ${speed}`) ?? [], 0.75))]),
          ),
        },
      ]
    }),
  )
}

async function openLargeTeam(browser: Browser, url: string, storage: Storage): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1200, height: 800 },
    ...(storage && { storageState: storage }),
  })
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('grid').waitFor()
  await page.evaluate((organization) => window.Clerk?.setActive({ organization }), LARGE_ORGANIZATION)
  await page
    .getByText(/^10,\d{3}/)
    .first()
    .waitFor()
  await page.locator(SEARCH).evaluate((search) => {
    const bare = document.createElement('input')
    bare.dataset['bare'] = ''
    bare.setAttribute('class', search.getAttribute('class') ?? '')
    search.after(bare)
  })
  return page
}

/** Presses the keys one by one in a field, and returns the milliseconds of each until its frame was made. */
async function typeKeys(page: Page, field: string): Promise<number[]> {
  await page.bringToFront()
  await page.locator(field).click()
  await page.evaluate(() => {
    performance.clearMeasures('key')
    const left = new AbortController()
    document.addEventListener('focusout', () => left.abort(), { once: true })
    document.addEventListener(
      'keydown',
      ({ timeStamp }) =>
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel()
          port1.addEventListener('message', () =>
            performance.measure('key', { start: timeStamp, end: performance.now() }),
          )
          port1.start()
          port2.postMessage(null)
        }),
      { capture: true, signal: left.signal },
    )
  })
  for (const key of KEYS) {
    await page.keyboard.press(key)
    await page.waitForTimeout(BETWEEN_KEYS_MS)
  }
  return page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    return performance.getEntriesByName('key').map(({ duration }) => duration)
  })
}

/** Runs in the page: scrolls the grid in each frame, and returns the frames a second. */
const scroll = async ({ speed, duration }: { speed: number; duration: number }): Promise<number> => {
  let box: Element | null = document.querySelector('[role=gridcell]')
  while (box && box.scrollHeight < box.clientHeight + 1_000) box = box.parentElement
  if (!box) return Number.NaN
  box.scrollTop = 0
  await new Promise((resolve) => setTimeout(resolve, 300))
  const started = performance.now()
  let frames = 0
  while (performance.now() - started < duration) {
    await new Promise(requestAnimationFrame)
    box.scrollTop += speed
    frames += 1
  }
  return (frames * 1_000) / (performance.now() - started)
}

function round(value: number): number {
  return Number(value.toFixed(2))
}
