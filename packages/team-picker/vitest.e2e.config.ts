import { defineConfig } from 'vitest/config'

const conditions = ['@roster/source', 'node', 'import', 'module', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ['e2e/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000 },
})
