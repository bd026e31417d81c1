// Fails if README's request lines are wrong (each file must exist and be imported by the one before it), or if a folder
// has more than 20 files at one level.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

const MOST_FILES = 20
const places: Record<string, string> = {
  web: 'apps/web',
  api: 'packages/api/src',
  db: 'packages/db/src',
  picker: 'packages/team-picker/src',
}
const root = path.resolve(import.meta.dirname, '..')
const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n')
const known = new Set(files)
const problems: string[] = []

/** The files of this repository that a file imports; a package counts as everything that its index exports. */
function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8')
  return [...text.matchAll(/(?:from|import) '([^']+)'/g)].flatMap(([, specifier = '']) => {
    if (specifier.startsWith('.')) return [path.join(path.dirname(file), specifier)]
    const [, workspace] = /^@roster\/(\w+)$/.exec(specifier) ?? []
    return workspace ? importsOf(`packages/${workspace}/src/index.ts`) : []
  })
}

function fileOf(step: string): string | undefined {
  const [place = '', ...rest] = step.split('/')
  return places[place] && rest.length > 0 ? [places[place], ...rest].join('/') : undefined
}

const readme = readFileSync(path.join(root, 'README.md'), 'utf8')
const [, block = ''] = /## How it works[\s\S]*?```\n([\s\S]*?)```/.exec(readme) ?? []
const lines = block.trim().split('\n')
if (lines.length < 4) problems.push('README.md: fewer than four request lines stand under “How it works”')
for (const line of lines) {
  for (const walk of line.split('⇒')) {
    const steps = walk.split('→').map((step) => fileOf(step.trim().split(/\s+/).at(-1) ?? ''))
    for (const [index, file] of steps.entries()) {
      const before = steps[index - 1]
      if (file === undefined) continue
      if (!known.has(file)) problems.push(`README.md: ${file} is in a request line and does not exist`)
      else if (before && !importsOf(before).includes(file))
        problems.push(`README.md: ${before} does not import ${file}`)
    }
  }
}

const counts = new Map<string, number>()
for (const file of files) counts.set(path.dirname(file), (counts.get(path.dirname(file)) ?? 0) + 1)
for (const [folder, count] of counts) {
  if (count > MOST_FILES) problems.push(`${folder} has ${count} files at one level: group them by noun`)
}

for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0
