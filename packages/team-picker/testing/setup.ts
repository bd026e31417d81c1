import { cleanup } from '@testing-library/react'
import { afterEach } from 'vitest'

// happy-dom lays nothing out: the list is 400 px high here and everything else 40, as in a browser.
function height(this: HTMLElement): number {
  return this.getAttribute('role') === 'listbox' ? 400 : 40
}
for (const side of ['offsetHeight', 'clientHeight']) {
  Object.defineProperty(HTMLElement.prototype, side, { configurable: true, get: height })
}

afterEach(cleanup)
