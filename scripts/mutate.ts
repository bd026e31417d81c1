// `pnpm mutate [GROUP…]` mutates the most critical code, one place at a time, and lists mutants that no test detects.
// Mutates a clone of the last commit in place, because workspaces import each other's sources. Takes minutes a group.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const STRYKER = '9.6.1'
const api = 'packages/api/src'
const db = 'packages/db/src'

/** For each group, the files to mutate and the tests that should detect it, the fastest first. */
const groups: Record<string, { mutate: string[]; tests: string[] }> = {
  authentication: {
    mutate: [`${api}/access/{authenticate,secrets,session-times}.ts`, `${api}/clerk/verify-event.ts`],
    tests: [`${api}/access/{authenticate,session-times,secrets}.test.ts`, `${api}/http/webhook/webhook.test.ts`],
  },
  admission: {
    mutate: [`${api}/access/{admit,standing}.ts`],
    tests: [`${api}/access/{admit,standing}.test.ts`],
  },
  snapshots: {
    mutate: [`${api}/list/{snapshots,user-list,encoding,csv}.ts`],
    tests: [`${api}/list/{snapshots,encoding,csv}.test.ts`, `${api}/trpc/users.test.ts`],
  },
  rest: {
    mutate: [`${api}/http/list-answer.ts`, `${api}/http/rest/{rest,negotiate}.ts`, `${api}/http/limits/rate-limit.ts`],
    tests: [
      `${api}/http/limits/rate-limit.test.ts`,
      `${api}/http/rest/{negotiate,rest-limits,rest-matrix.long,rest-sizes.postgres}.test.ts`,
      `${api}/http/routes.test.ts`,
      `${api}/news/news.postgres.test.ts`,
    ],
  },
  records: {
    mutate: [`${api}/clerk/{read-records,records}.ts`],
    tests: [`${api}/clerk/read-records.test.ts`, `${api}/sync/events.postgres.test.ts`],
  },
  events: {
    mutate: [`${api}/sync/events.ts`],
    tests: [`${api}/sync/events.postgres.test.ts`],
  },
  decision: {
    mutate: [`${db}/spec/decide.ts`],
    tests: [`${db}/spec/decide.test.ts`],
  },
  sql: {
    mutate: [`${db}/mirror/{upsert,memberships,users,organizations}.ts`],
    tests: [
      `${db}/mirror/{statement,marks}.test.ts`,
      `${db}/mirror/unchanged-rows.postgres.test.ts`,
      `${db}/mirror/agreement.postgres.test.ts`,
    ],
  },
}

const root = path.resolve(import.meta.dirname, '..')
const copy = mkdtempSync(path.join(tmpdir(), 'roster-mutate-'))
const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: copy, stdio: 'inherit' })

function configure({ mutate, tests }: { mutate: string[]; tests: string[] }): void {
  const conditions = ['@roster/source', 'node', 'default']
  const vitest = {
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: { include: tests, testTimeout: 30_000 },
  }
  // The first test that fails ends a run. Vitest would begin with the slowest file.
  const config = `
    import path from 'node:path'
    import { BaseSequencer } from 'vitest/node'
    const config = ${JSON.stringify(vitest)}
    const placeOf = ({ moduleId }) =>
      config.test.include.findIndex((glob) => path.matchesGlob(path.relative(import.meta.dirname, moduleId), glob))
    config.test.sequence = {
      sequencer: class extends BaseSequencer {
        sort = async (files) => files.toSorted((a, b) => placeOf(a) - placeOf(b))
      },
    }
    export default config`
  writeFileSync(path.join(copy, 'vitest.mutate.config.js'), config)
  const stryker = {
    mutate,
    inPlace: true,
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'vitest.mutate.config.js', related: false },
    // Stryker reads tsconfig with a JavaScript API that TypeScript 7 lacks.
    tsconfigFile: 'none.json',
    coverageAnalysis: 'perTest',
    concurrency: 1,
    timeoutMS: 20_000,
    reporters: ['clear-text', 'progress-append-only'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    thresholds: { high: 95, low: 90, break: 90 },
  }
  writeFileSync(path.join(copy, 'stryker.config.json'), JSON.stringify(stryker))
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in groups))
if (unknown.length > 0)
  throw new Error(`There is no group ${unknown.join()}: ask for some of ${Object.keys(groups).join()}.`)
try {
  run('git', 'clone', '--quiet', root, '.')
  const pinned = ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@${STRYKER}`)
  run('npx', '--yes', 'pnpm@12', 'add', '--workspace-root', '--save-dev', ...pinned)
  run('npx', '--yes', 'pnpm@12', '--silent', 'generate')
  for (const [name, group] of Object.entries(groups).filter(([name]) => asked.length === 0 || asked.includes(name))) {
    process.stdout.write(`\n== ${name}\n`)
    configure(group)
    try {
      run('node_modules/.bin/stryker', 'run')
    } catch {
      process.exitCode = 1
    }
  }
} finally {
  rmSync(copy, { recursive: true })
}
