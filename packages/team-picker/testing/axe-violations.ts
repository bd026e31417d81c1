import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** What axe finds wrong with the page, or with what `within` selects of it, as it is now: one line for each rule. */
export async function axeViolations(page: Page, within = 'html'): Promise<string[]> {
  // Without the details of what passed, and without a blank page for the results of frames: there are none.
  const axe = new AxeBuilder({ page })
    .include(within)
    .options({ resultTypes: ['violations'] })
    .setLegacyMode()
  const { violations } = await axe.analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}
