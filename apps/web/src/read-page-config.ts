import type { PageConfig } from './page-config.ts'

/** Reads the configuration that the server wrote into the page; throws if the page was not served by Roster. */
export function readPageConfig(document: Document): PageConfig {
  const text = document.getElementById('roster-config')?.textContent?.trim() ?? ''
  const config: unknown = text.startsWith('{') ? JSON.parse(text) : null
  if (!isPageConfig(config)) {
    throw new Error(
      'The page has no configuration, so nobody can sign in. Open it through the Roster server (pnpm start).',
    )
  }
  return config
}

/** Checks one key only, because the server always writes the whole object. */
function isPageConfig(value: unknown): value is PageConfig {
  return typeof value === 'object' && value !== null && 'publishableKey' in value
}
