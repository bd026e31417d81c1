import { defineConfig } from 'vitest/config'

// Vitest hands these to Node as well, where 'import' and 'module' would give pg's require() the wrong files.
const conditions = ['@roster/source', 'node', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { testTimeout: 60_000, include: ['src/**/*.test.ts', 'simulator/**/*.test.ts'] },
})
