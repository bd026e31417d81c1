// Fails if an edit that can change the result of a cached task does not change its hash: turbo would replay the old
// result. Tests and lint read every file and the environment, so they are not turbo tasks and are never replayed.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'

const root = path.resolve(import.meta.dirname, '..')
const copy = mkdtempSync(path.join(tmpdir(), 'roster-cache-'))
const dryRun = z.object({ tasks: z.array(z.object({ taskId: z.string(), hash: z.string(), command: z.string() })) })
const problems: string[] = []

function readTasks() {
  const all = execFileSync('node_modules/.bin/turbo', ['run', 'generate', 'build', 'typecheck', '--dry=json'], {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  })
  return dryRun.parse(JSON.parse(all)).tasks.filter(({ command }) => command !== '<NONEXISTENT>')
}

const builds = ['api', 'clerk-local', 'db', 'team-picker', 'web'].map((name) => `@roster/${name}#build`)
const typechecks = [...builds.map((task) => task.replace('build', 'typecheck')), '@roster/verification#typecheck']
const appended = (text: string) => `${text}\n`

/** A file, an edit of it, and the tasks whose result the edit can change. */
const edits: [file: string, edit: (text: string) => string, tasks: string[]][] = [
  ['tsconfig.base.json', (text) => text.replace('"strict": true', '"strict": false'), [...builds, ...typechecks]],
  ['.pnpmfile.cjs', appended, [...builds, ...typechecks]],
  ['pnpm-lock.yaml', (text) => text.replaceAll('zod@4.6.7', 'zod@4.6.8'), ['@roster/api#build', '@roster/web#build']],
  ['pnpm-lock.yaml', (text) => text.replaceAll('pglite@0.5.16', 'pglite@0.5.17'), ['@roster/db#generate']],
  ['packages/db/embedded/write-empty-database.ts', appended, ['@roster/db#generate']],
  ['packages/db/prisma/schema.prisma', appended, ['@roster/db#generate', '@roster/api#build', '@roster/web#build']],
  ['packages/db/prisma.config.ts', appended, ['@roster/db#generate']],
  ['apps/web/server/leads/prisma/schema.prisma', appended, ['@roster/web#generate', '@roster/web#build']],
  ['packages/db/src/index.ts', appended, ['@roster/db#build', '@roster/api#build', '@roster/web#typecheck']],
  ['packages/db/src/spec/decide.test.ts', appended, ['@roster/db#typecheck']],
  [
    'packages/db/testing/index.ts',
    appended,
    ['db', 'api', 'verification', 'web'].map((name) => `@roster/${name}#typecheck`),
  ],
  ['packages/api/tsconfig.json', appended, ['@roster/api#build', '@roster/web#build']],
  ['apps/web/index.html', appended, ['@roster/web#build']],
  ['apps/web/vite.config.ts', appended, ['@roster/web#build']],
]

try {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  for (const file of files.trim().split('\n')) cpSync(path.join(root, file), path.join(copy, file), { recursive: true })
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'))
  const before = readTasks()
  for (const { taskId, command } of before)
    if (/vitest|oxlint/.test(command)) problems.push(`${taskId} reads more than its hash covers.`)
  for (const [file, edit, tasks] of edits) {
    const text = readFileSync(path.join(root, file), 'utf8')
    if (edit(text) === text) problems.push(`The edit of ${file} changes nothing, so it checks nothing.`)
    writeFileSync(path.join(copy, file), edit(text))
    const after = readTasks()
    writeFileSync(path.join(copy, file), text)
    const hashOf = (list: typeof after, task: string) => list.find(({ taskId }) => taskId === task)?.hash
    for (const task of tasks)
      if (hashOf(after, task) === hashOf(before, task)) problems.push(`${task} keeps its hash when ${file} is edited.`)
  }
} finally {
  rmSync(copy, { recursive: true })
}
for (const problem of problems) console.error(`The cache would replay an old result: ${problem} Correct turbo.json.`)
process.exitCode = problems.length > 0 ? 1 : 0
