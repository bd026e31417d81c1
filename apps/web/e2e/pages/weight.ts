import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { alice, app } from './shared-app.ts'

type Received = { url: URL; bytes: number; encoding: string; cacheControl: string }

/** Opens a page with an empty cache, and returns the responses received until `shown` was visible. */
async function coldVisit(path: string, shown: string, options: BrowserContextOptions = {}): Promise<Received[]> {
  await using context = await app.browser.newContext(options)
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Network.enable')
  const received = new Map<string, Received>()
  devtools.on('Network.responseReceived', ({ requestId, response: { url, headers } }) => {
    const header = (name: string) =>
      headers[name] ?? headers[name.replace(/\b./g, (first) => first.toUpperCase())] ?? ''
    const encoding = header('content-encoding')
    received.set(requestId, { url: new URL(url), bytes: 0, encoding, cacheControl: header('cache-control') })
  })
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const found = received.get(requestId)
    if (found) found.bytes += encodedDataLength
  })
  await page.goto(app.url + path)
  await page.locator(shown).first().waitFor()
  await page.waitForLoadState('load')
  return [...received.values()]
}

test('a cold visit to the sign-in page transfers at most 450 kB', async () => {
  const received = await coldVisit('/sign-in', '[name=identifier]')
  const total = received.reduce((sum, { bytes }) => sum + bytes, 0)
  expect(total).toBeGreaterThan(200_000)
  expect(total).toBeLessThan(450_000)
  const own = received.filter(({ url }) => url.pathname.startsWith('/assets/'))
  expect(new Set(own.map(({ encoding, cacheControl }) => `${encoding} ${cacheControl}`))).toEqual(
    new Set(['br public, max-age=31536000, immutable']),
  )
})

test('the sign-in page loads no code of the member pages, and a member page loads it once', async () => {
  const ofMembers = /\/assets\/(member|team|leads|api-access)/
  expect((await coldVisit('/sign-in', '[name=identifier]')).filter(({ url }) => ofMembers.test(url.pathname))).toEqual(
    [],
  )
  await using page = await alice.open()
  const storageState = await page.context().storageState()
  const paths = (await coldVisit('/', '[role=row]', { storageState })).map(({ url }) => url.pathname)
  const scripts = paths.filter((path) => path.startsWith('/assets/') || path.endsWith('/clerk.browser.js'))
  expect(scripts.filter((path) => ofMembers.test(path)).length).toBeGreaterThan(0)
  expect(new Set(scripts).size).toBe(scripts.length)
})

const early = '/api/trpc/users.revision,users.list,members.list'

/** Opens the team and returns the page with the paths that it requests of the API. */
async function openTeam(prepare: (page: Page) => Promise<unknown>) {
  const page = await alice.open('/robots.txt')
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await prepare(page)
  await page.goto(app.url)
  return Object.assign(page, { lists: () => asked.filter((path) => path.includes('.list')) })
}

const alicesRow = (page: Page) => page.getByRole('row', { name: /alice@acme\.test/ })

test('the team is requested once, while the code of the pages still loads', async () => {
  await using page = await openTeam(async (page) => {
    const answered = page.waitForResponse((answer) => answer.url().includes(early))
    await page.route(/\/assets\/render-app/, (route) => answered.then(() => route.continue()))
  })
  await alicesRow(page).waitFor()
  expect(page.lists()).toEqual([early])
})

test('a team that is answered after the page was drawn is not requested again', async () => {
  await using page = await openTeam((page) =>
    page.route(`**${early}?*`, async (route) => {
      await page.getByText('Loading the people of').waitFor({ state: 'attached' })
      await route.continue()
    }),
  )
  await alicesRow(page).waitFor()
  expect(page.lists()).toEqual([early])
})

test('a team whose early request failed, at once or late, is requested again', async () => {
  for (const isLate of [false, true]) {
    await using page = await openTeam((page) =>
      page.route(`**${early}?*`, async (route) => {
        if (isLate) await page.getByText('Loading the people of').waitFor({ state: 'attached' })
        await route.abort()
      }),
    )
    await alicesRow(page).waitFor()
    expect(page.lists().sort()).toEqual(['/api/trpc/members.list', '/api/trpc/users.list', early].sort())
  }
})

test('assets are sent in an encoding that the client accepts, with Vary: Accept-Encoding', async () => {
  const html = await fetch(`${app.url}/sign-in`).then((response) => response.text())
  const [, script = ''] = /src="(\/assets\/[^"]+\.js)"/.exec(html) ?? []
  const encodings = ['br, gzip', 'gzip', 'identity'].map(async (accepted) => {
    const { headers } = await fetch(app.url + script, { headers: { 'accept-encoding': accepted } })
    return [headers.get('content-encoding'), headers.get('vary')]
  })
  expect(await Promise.all(encodings)).toEqual([
    ['br', 'Accept-Encoding'],
    ['gzip', 'Accept-Encoding'],
    [null, 'Accept-Encoding'],
  ])
})
