import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { lowContrast } from './low-contrast.ts'

declare global {
  interface Window {
    axe: typeof axe
  }
}

/**
 * What is wrong with the page as it is now: one line for each of axe's rules, in the whole page or in what `within`
 * selects of it, and one for each text with too little contrast.
 */
export async function accessibilityProblems(page: Page, within = 'html'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const broken = await page.evaluate(async (selector) => {
    // axe leaves some texts undecided, and takes longer.
    const rules = { 'color-contrast': { enabled: false } }
    const { violations } = await window.axe.run(selector, { rules, resultTypes: ['violations'] })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
  }, within)
  return [...broken, ...(await lowContrast(page))]
}
