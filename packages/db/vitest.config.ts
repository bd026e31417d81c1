import { defineConfig } from 'vitest/config'

// Vitest hands these to Node as well, where 'import' and 'module' would give pg's require() the wrong files.
const conditions = ['@roster/source', 'node', 'default']
const onPostgres = process.env['DATABASE_URL'] !== undefined

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['src/**/*.test.ts', 'tools/**/*.test.ts'],
    exclude: onPostgres ? [] : ['**/*.postgres.test.ts'],
    // Making an embedded database takes many seconds on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
