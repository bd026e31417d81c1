import { clerkOptions } from './clerk-options.ts'
import type { PageConfig } from '../page-config.ts'

type Session = NonNullable<NonNullable<Window['Clerk']>['session']>

// As Clerk's provider marks its script, which it looks for before it adds one.
const MARK = 'data-clerk-js-script'

/**
 * Lets Clerk identify the visitor while the page's own code loads. Its script comes first, alone: Clerk then asks its server
 * while the rest arrives. If the script is slow or fails, both promises resolve and Clerk's provider loads it.
 */
export function startClerk(config: PageConfig): { arrived: Promise<boolean>; identified: Promise<Session | null> } {
  const attributes = { crossOrigin: 'anonymous' }
  // A preload does not delay the load event of the page.
  const preload = Object.assign(document.createElement('link'), attributes, { rel: 'preload', as: 'script' })
  const arrived = ended(preload)
  preload.href = config.clerkJsUrl
  document.head.append(preload)

  async function identify(): Promise<Session | null> {
    if (!(await arrived) || document.querySelector(`script[${MARK}]`)) return null
    const script = Object.assign(document.createElement('script'), attributes, { src: config.clerkJsUrl })
    script.setAttribute(MARK, 'true')
    script.setAttribute('data-clerk-publishable-key', config.publishableKey)
    if (config.local) script.setAttribute('data-clerk-proxy-url', new URL(config.local.proxyUrl, location.href).href)
    const executed = ended(script)
    document.head.append(script)
    await executed
    const clerk = window.Clerk
    if (!clerk) return null
    const loading = clerk.load(clerkOptions(config))
    // The provider calls it, too, and then waits for this.
    clerk.load = () => loading
    await loading
    return clerk.session ?? null
  }
  return { arrived, identified: identify() }
}

/** Whether what the element names was loaded. */
function ended(element: HTMLElement): Promise<boolean> {
  return new Promise((resolve) => {
    for (const event of ['load', 'error']) element.addEventListener(event, () => resolve(event === 'load'))
  })
}
