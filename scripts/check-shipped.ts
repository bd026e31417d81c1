// Fails if the build output contains something that only tests need, because it would ship.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const ofTests = /\.test\.|[./-]testing\b/
const testTools =
  /from ['"](vitest|ajv|fast-check|happy-dom|playwright-core|@roster\/([a-z-]+\/testing|verification))\b/
const problems: string[] = []

// packages/verification is not built.
const workspaces = ['apps', 'packages'].flatMap((group) =>
  readdirSync(path.join(root, group))
    // An adopter's app is built elsewhere.
    .filter((name) => name !== 'verification' && name !== 'next')
    .map((name) => path.join(root, group, name, 'dist')),
)
for (const dist of workspaces) {
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).map((file) => path.join(dist, file))
  if (!files.some((file) => file.endsWith('.js'))) problems.push(`${path.relative(root, dist)} is not built`)
  for (const file of files.filter((name) => /\.(js|d\.ts)$/.test(name)))
    if (ofTests.test(file.slice(dist.length)) || testTools.test(readFileSync(file, 'utf8')))
      problems.push(path.relative(root, file))
}

for (const problem of problems)
  console.error(`Built, but for tests only: ${problem}. Move it to a testing folder, remove dist and build again.`)
process.exitCode = problems.length > 0 ? 1 : 0
