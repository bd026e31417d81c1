import { defineConfig } from 'vitest/config'

const conditions = ['@roster/source', 'node', 'import', 'module', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ['src/**/*.test.ts'], testTimeout: 10_000 },
})
