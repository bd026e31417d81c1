// Measures the pages of running servers as a cold visitor on a slow phone has them, and the search and scrolling of 10,000
// people on this machine: pnpm bench:pages http://localhost:3000 …
// Several servers take turns, so that what else this machine does falls on each.
import { measureLargeTeams } from './large-team.ts'
import { quantile } from './quantile.ts'
import { chromium, type Browser, type CDPSession } from 'playwright-core'

const SETTLE_MS = 4_000
const PATIENCE_MS = 120_000
const ROUNDS = 5
const SLOW_NETWORK = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 }
const SLOW_CPU = { rate: 4 }
const DEMO_ACCOUNT = 'alice@acme.test'

type Visit = { bytes: number; shown: number; shift: number }
type Storage = Awaited<ReturnType<Awaited<ReturnType<Browser['newContext']>>['storageState']>>

function countBytes(devtools: CDPSession): () => number {
  let bytes = 0
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
  return () => bytes
}

/** What moved on the page without the visitor's doing, as Chromium scores it. */
const layoutShift = () =>
  new Promise<number>((resolve) => {
    let score = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if (!Reflect.get(entry, 'hadRecentInput')) score += Reflect.get(entry, 'value')
    }).observe({ type: 'layout-shift', buffered: true })
    setTimeout(() => resolve(score), 500)
  })

/** Runs in the page: notes when what `selector` names was first drawn. */
const noteWhenDrawn = (selector: string) => {
  const watching = new MutationObserver(() => {
    if (!document.querySelector(selector)?.checkVisibility({ opacityProperty: true })) return
    watching.disconnect()
    requestAnimationFrame(() => setTimeout(() => performance.mark('drawn')))
  })
  watching.observe(document, { childList: true, subtree: true, attributes: true })
}

/** Opens the address with nothing cached, until what `selector` names is drawn. */
async function visit(browser: Browser, url: string, selector: string, storage?: Storage): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1200, height: 800 },
    ...(storage && { storageState: storage }),
  })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', SLOW_NETWORK)
  await devtools.send('Emulation.setCPUThrottlingRate', SLOW_CPU)
  const bytes = countBytes(devtools)
  await page.addInitScript(noteWhenDrawn, selector)
  await page.goto(url, { waitUntil: 'commit' })
  await page.waitForFunction(() => performance.getEntriesByName('drawn').length > 0)
  // The team is followed by requests that wait, so the network of its page is never idle.
  await page.waitForTimeout(SETTLE_MS)
  const shown = await page.evaluate(() => performance.getEntriesByName('drawn')[0]?.startTime ?? Number.NaN)
  const result = { bytes: bytes(), shown, shift: await page.evaluate(layoutShift) }
  await context.close()
  return result
}

async function signIn(browser: Browser, url: string): Promise<Storage> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${url}/sign-in`)
  await page.getByRole('button', { name: `Sign in as ${DEMO_ACCOUNT}` }).click()
  await page.getByRole('grid').waitFor()
  // Clerk remembers the last active organization.
  await page.evaluate(() => window.Clerk?.setActive({ organization: 'acme' }))
  const storage = await context.storageState()
  await context.close()
  return storage
}

const urls = process.argv.slice(2)
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
const visits = new Map<string, Visit[]>()
const storages = new Map<string, Storage>()
for (const url of urls) storages.set(url, await signIn(browser, url))
for (let round = 0; round < ROUNDS; round++) {
  for (const url of urls) {
    const found: [string, Visit][] = [
      [`${url}/sign-in`, await visit(browser, `${url}/sign-in`, '[name=identifier]')],
      [`${url}/`, await visit(browser, url, '[role=row] time', storages.get(url))],
    ]
    for (const [page, measured] of found) visits.set(page, [...(visits.get(page) ?? []), measured])
  }
}
const large = await measureLargeTeams(browser, storages)
await browser.close()
const of = (all: readonly Visit[], name: keyof Visit, part: number) =>
  quantile(
    Array.from(all, (visit) => visit[name]),
    part,
  )
// oxlint-disable-next-line no-console -- the result of the command
console.table(
  Object.fromEntries(
    [...visits].map(([page, all]) => [
      page,
      {
        'kB in all': Math.round(of(all, 'bytes', 0.5) / 1000),
        'shown p25 ms': Math.round(of(all, 'shown', 0.25)),
        'p50 ms': Math.round(of(all, 'shown', 0.5)),
        'layout shift': Number(of(all, 'shift', 0.5).toFixed(4)),
      },
    ]),
  ),
)
// oxlint-disable-next-line no-console -- the result of the command
console.table(large)
