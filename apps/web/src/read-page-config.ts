import type { PageConfig } from './page-config.ts'

/** Reads what the server wrote into the page; throws where the page was opened without Roster's server. */
export function readPageConfig(document: Document): PageConfig {
  const text = document.getElementById('roster-config')?.textContent?.trim() ?? ''
  if (!text.startsWith('{')) {
    throw new Error(
      'The page has no configuration, so nobody can sign in. Open it through the Roster server (pnpm start).',
    )
  }
  return JSON.parse(text)
}
