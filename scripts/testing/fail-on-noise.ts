import { afterEach, beforeEach } from 'vitest'

// Output on the console in a test either shows a fault or hides one, as does a warning of Node's.
const noise: unknown[][] = []
for (const level of ['debug', 'error', 'info', 'log', 'warn'] as const) {
  console[level] = (...parts: unknown[]) => void noise.push(parts)
}
const note = (warning: Error) => void noise.push([warning.stack])

beforeEach(() => {
  noise.length = 0
  process.on('warning', note)
})
afterEach(() => {
  process.off('warning', note)
  if (noise.length > 0) throw new Error(`The console was written to, so something is wrong: ${noise.join(' · ')}`)
})
