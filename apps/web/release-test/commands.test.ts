import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { copyRelease, type Release } from './release-process.ts'

let release: Release
beforeAll(async () => {
  release = await copyRelease()
})
afterAll(() => release[Symbol.asyncDispose]())

test('roster without a command lists all commands, and each has a help text', async () => {
  const { status, output } = await release.run([], {})
  const words = [...output.matchAll(/^ {2}(\w+) /gm)].map(([, word]) => word ?? '')
  expect([status, words]).toEqual([
    0,
    ['start', 'migrate', 'backfill', 'reconcile', 'doctor', 'smoke', 'token', 'seed'],
  ])
  for (const word of words)
    expect((await release.run([word, '--help'], {})).output).toMatch(new RegExp(`^roster ${word}`))
})

test('an unknown command or option fails and refers to the help', async () => {
  const word = await release.run(['remove'], {})
  expect(word.output).toMatch(/^There is no command remove/)
  const option = await release.run(['migrate', '--force'], {})
  expect(option.output).toMatch(/See: roster migrate --help/)
  expect([word.status, option.status]).toEqual([1, 1])
})

test('without DATABASE_URL the embedded database is created in DATA_DIR', async () => {
  const parent = await mkdtemp(path.join(tmpdir(), 'roster-release-data-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  // The release runs as another user.
  await chmod(parent, 0o777)
  const DATA_DIR = path.join(parent, 'data')
  expect((await release.run(['migrate'], { DATA_DIR })).output).toMatch(/^(applied: .*\n)+$/)
  expect((await release.run(['migrate', '--check', '--json'], { DATA_DIR })).output).toBe('{"missing":[]}\n')
})
