import type { Page } from 'playwright-core'
import type { SignedIn } from '../sign-in.ts'

/** Opens the page of leads, and waits until it shows them. */
export async function openLeads(who: SignedIn, path = '/leads', options: Parameters<SignedIn['open']>[1] = {}) {
  const page = await who.open(path, options)
  await page.getByText(/^(\d+ of )?\d{3} leads$/).waitFor()
  return page
}

export const names = (page: Page) => page.locator('.grid__body [data-column=name]').allInnerTexts()
export const row = (page: Page, lead: string) => page.getByRole('row').filter({ hasText: lead })
export const hasFocus = (page: Page, selector: string) =>
  page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)
