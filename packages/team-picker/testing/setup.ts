import { cleanup } from '@testing-library/react'
import { afterEach, beforeEach, expect } from 'vitest'

// happy-dom lays nothing out: the list is 400 px high here and everything else 40, as in a browser.
Object.defineProperty(HTMLElement.prototype, 'offsetHeight', {
  configurable: true,
  get(this: HTMLElement) {
    return this.getAttribute('role') === 'listbox' ? 400 : 40
  },
})
Object.defineProperty(HTMLElement.prototype, 'offsetWidth', { configurable: true, get: () => 320 })

const noise: unknown[][] = []
for (const level of ['error', 'warn', 'log'] as const) {
  console[level] = (...parts: unknown[]) => void noise.push(parts)
}

beforeEach(() => {
  noise.length = 0
})
afterEach(() => {
  cleanup()
  expect(noise).toEqual([])
})
