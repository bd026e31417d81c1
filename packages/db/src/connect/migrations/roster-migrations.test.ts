import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { DatabaseOpenError } from '../failures/open-error.ts'
import { rosterMigrations } from './roster-migrations.ts'

test('code that a bundler has moved into an app with migrations of its own does not take those for Roster’s', async () => {
  const app = await mkdtemp(path.join(tmpdir(), 'roster-bundle-'))
  onTestFinished(() => rm(app, { recursive: true }))
  await mkdir(path.join(app, 'prisma/migrations/1_task'), { recursive: true })
  const bundle = path.join(app, 'dist/apps/api/main.js')
  expect(() => rosterMigrations(pathToFileURL(bundle).href)).toThrow(DatabaseOpenError)
  expect(rosterMigrations().schema).toBe('roster')
})
