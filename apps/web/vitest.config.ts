import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// Vitest hands these to Node as well, where 'import' and 'module' would give pg's require() the wrong files.
const conditions = ['@roster/source', 'node', 'default']
const onPostgres = process.env['DATABASE_URL'] !== undefined

export default defineConfig({
  plugins: [react()],
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    include: ['server/**/*.test.ts', 'src/**/*.test.{ts,tsx}'],
    exclude: onPostgres ? [] : ['**/*.postgres.test.ts'],
  },
})
