import { cleanup } from '@testing-library/react'
import { afterEach, beforeEach } from 'vitest'

// happy-dom lays nothing out: the list is 400 px high here and everything else 40, as in a browser.
function height(this: HTMLElement): number {
  return this.getAttribute('role') === 'listbox' ? 400 : 40
}
for (const side of ['offsetHeight', 'clientHeight']) {
  Object.defineProperty(HTMLElement.prototype, side, { configurable: true, get: height })
}

const noise: unknown[][] = []
for (const level of ['error', 'warn', 'log'] as const) {
  console[level] = (...parts: unknown[]) => void noise.push(parts)
}

beforeEach(() => {
  noise.length = 0
})
afterEach(() => {
  cleanup()
  if (noise.length > 0) throw new Error(`The console was written to, so something is wrong: ${noise.join(' · ')}`)
})
