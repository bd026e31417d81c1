import type { Page } from 'playwright-core'

/** Controls that are smaller than 44 by 44 pixels, which is what a finger needs. */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const controls = 'button, select, input:not([type=hidden]), [role=option], nav a'
    return [...document.querySelectorAll<HTMLElement>(controls)].flatMap((control) => {
      // A click anywhere in a picker's field reaches its input.
      const target = (control.matches('input') && control.closest('.roster-picker__field')) || control
      const { width, height } = target.getBoundingClientRect()
      const seen = width > 2 && control.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      if (!seen || (width >= 44 && height >= 44)) return []
      return [`${Math.round(width)}×${Math.round(height)} ${control.ariaLabel ?? control.textContent}`]
    })
  })
}
