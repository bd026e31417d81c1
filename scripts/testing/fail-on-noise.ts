import { afterEach, beforeEach } from 'vitest'

// Output on the console in a test either shows a fault or hides one.
const noise: unknown[][] = []
for (const level of ['debug', 'error', 'info', 'log', 'warn'] as const) {
  console[level] = (...parts: unknown[]) => void noise.push(parts)
}

beforeEach(() => {
  noise.length = 0
})
afterEach(() => {
  if (noise.length > 0) throw new Error(`The console was written to, so something is wrong: ${noise.join(' · ')}`)
})
