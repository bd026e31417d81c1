import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runApp, type RunningApp } from './running-app.ts'
import { signIn } from './sign-in.ts'

let app: RunningApp
beforeAll(async () => {
  app = await runApp()
})
afterAll(() => app?.[Symbol.asyncDispose]())

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
  const alice = await signIn(app, 'alice@acme.test')
  await using page = await alice.open()
  const storageState = await page.context().storageState()
  const paths = (await coldVisit('/', '[role=row]', { storageState })).map(({ url }) => url.pathname)
  const scripts = paths.filter((path) => path.startsWith('/assets/') || path.endsWith('/clerk.browser.js'))
  expect(scripts.filter((path) => ofMembers.test(path)).length).toBeGreaterThan(0)
  expect(new Set(scripts).size).toBe(scripts.length)
})

test('the team is read while the code of the pages still loads, each list once', async () => {
  const alice = await signIn(app, 'alice@acme.test')
  await using page = await alice.open('/robots.txt')
  const requested: string[] = []
  page.on('request', (request) => requested.push(new URL(request.url()).pathname))
  const lists = ['users.list', 'members.list'].map((name) => `/api/trpc/${name}`)
  const answered = Promise.all(lists.map((path) => page.waitForResponse((answer) => answer.url().endsWith(path))))
  await page.route(/\/assets\/render-app/, (route) => answered.then(() => route.continue()))
  await page.goto(app.url)
  await page.getByRole('row', { name: /alice@acme\.test/ }).waitFor()
  expect(requested.filter((path) => lists.includes(path)).sort()).toEqual(lists.sort())
})

test('a list whose early request failed is requested again', async () => {
  const alice = await signIn(app, 'alice@acme.test')
  await using page = await alice.open('/robots.txt')
  let requests = 0
  await page.route('**/api/trpc/users.list', (route) => ((requests += 1) === 1 ? route.abort() : route.continue()))
  await page.goto(app.url)
  await page.getByRole('row', { name: /alice@acme\.test/ }).waitFor()
  expect(requests).toBe(2)
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
