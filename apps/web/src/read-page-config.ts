import type { PageConfig } from './page-config.ts'

/** Reads what the server wrote into the page; throws where the page was opened without Roster's server. */
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

/** The server writes the whole of it, so the key stands for the rest. */
function isPageConfig(value: unknown): value is PageConfig {
  return typeof value === 'object' && value !== null && 'publishableKey' in value
}
