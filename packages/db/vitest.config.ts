import { defineConfig } from 'vitest/config'

const conditions = ['@roster/source', 'node', 'import', 'module', 'default']
const onPostgres = process.env['DATABASE_URL'] !== undefined

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['src/**/*.test.ts', 'tools/**/*.test.ts'],
    exclude: onPostgres ? [] : ['**/*.postgres.test.ts'],
    testTimeout: 20_000,
  },
})
