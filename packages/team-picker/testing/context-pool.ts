import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'

type State = Exclude<BrowserContextOptions['storageState'], string | undefined>

const NO_STATE: State = { cookies: [], origins: [] }

/**
 * Opens pages of the site at `url`, each in a context that no other open page shares, with the cookies and storage of `state`.
 * The context of a closed page serves the next one with the same options, because a new context loads and compiles every
 * script again, which takes longer than most tests.
 */
export function contextPool(browser: Browser, url: string) {
  const idle = new Map<string, Shared[]>()
  const { origin } = new URL(url)

  async function create(options: BrowserContextOptions): Promise<Shared> {
    const context = await browser.newContext(options)
    // It stays open, without scripts: the process that keeps those of the other pages ends with the last page.
    const keeper = await context.newPage()
    await keeper.route('**', (route) => route.fulfill({ contentType: 'text/html', body: '' }))
    await keeper.goto(url)
    return { context, keeper }
  }

  async function reset({ context, keeper }: Shared, { cookies, origins }: State): Promise<void> {
    await context.setOffline(false)
    await context.clearCookies()
    await context.addCookies(cookies)
    await keeper.evaluate(
      (items) => {
        localStorage.clear()
        for (const { name, value } of items) localStorage.setItem(name, value)
      },
      origins.find((one) => one.origin === origin)?.localStorage ?? [],
    )
  }

  return async (options: BrowserContextOptions = {}, state = NO_STATE): Promise<Page & AsyncDisposable> => {
    const key = JSON.stringify(options)
    const alike = idle.get(key) ?? []
    idle.set(key, alike)
    const shared = alike.pop() ?? (await create(options))
    await reset(shared, state)
    return Object.assign(await shared.context.newPage(), {
      async [Symbol.asyncDispose]() {
        for (const page of shared.context.pages()) if (page !== shared.keeper) await page.close()
        alike.push(shared)
      },
    })
  }
}

type Shared = { context: BrowserContext; keeper: Page }
