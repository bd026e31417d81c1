import type { Page } from 'playwright-core'

/**
 * Visible texts with less contrast than WCAG 2 AA asks for, computed from the colours in force, pseudo-elements included:
 * axe leaves those undecided.
 */
export function lowContrast(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 1
    const brush = canvas.getContext('2d', { willReadFrequently: true })
    if (!brush) throw new Error('There is no canvas, so no colour can be computed. Is this a browser?')
    const painted = new Map<string, number>()
    const paint = (colours: readonly string[]): number => {
      const key = colours.join()
      const known = painted.get(key)
      if (known !== undefined) return known
      for (const colour of colours) {
        brush.fillStyle = colour
        brush.fillRect(0, 0, 1, 1)
      }
      const [red = 0, green = 0, blue = 0] = Array.from(brush.getImageData(0, 0, 1, 1).data, (part) => {
        const share = part / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
      const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
      painted.set(key, luminance)
      return luminance
    }
    const backgrounds = (element: Element): string[] => {
      const behind: string[] = []
      for (let at: Element | null = element; at; at = at.parentElement) {
        const before = getComputedStyle(at, '::before')
        if (at !== element && before.position === 'absolute') behind.unshift(before.backgroundColor)
        behind.unshift(getComputedStyle(at).backgroundColor)
      }
      // A page without a background is white, or counts as such.
      return ['white', ...behind]
    }

    const found: string[] = []
    for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
      const field = element instanceof HTMLInputElement ? element : null
      const ownText = Array.from(element.childNodes, (node) => (node.nodeType === Node.TEXT_NODE ? node.nodeValue : ''))
      const text = field ? field.value || field.placeholder : ownText.join('').trim()
      const box = element.getBoundingClientRect()
      if (!text || box.width < 2 || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
        continue
      if (element.closest(':disabled, [aria-disabled=true], script, style, svg')) continue

      const style = getComputedStyle(element, field && !field.value ? '::placeholder' : null)
      const behind = backgrounds(element)
      const [dark = 0, light = 0] = [paint(behind), paint([...behind, style.color])].toSorted((a, b) => a - b)
      const ratio = (light + 0.05) / (dark + 0.05)
      const size = Number.parseFloat(style.fontSize)
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
      if (ratio < (large ? 3 : 4.5)) found.push(`${ratio.toFixed(2)} “${text.slice(0, 40)}”`)
    }
    return found
  })
}
