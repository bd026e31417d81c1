import { availableParallelism } from 'node:os'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** A kind of tests. Its files share a worker's modules, so that they load once; `conditions` are those of package exports. */
function project(name: string, conditions: string[], test: object): TestProjectInlineConfiguration {
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name,
      pool: 'forks',
      isolate: false,
      setupFiles: ['scripts/testing/fail-on-noise.ts'],
      testTimeout: 30_000,
      hookTimeout: 60_000,
      ...test,
    },
  }
}

// Vitest hands these to Node as well, where 'import' and 'module' would give pg's require() the wrong files.
const onNode = ['@roster/source', 'node', 'default']
const inBrowser = ['@roster/source', 'node', 'import', 'module', 'default']
// Tests that need a PostgreSQL server, or that have so many statements that they would take half of the time of `pnpm test`.
const ofPostgres = '**/*.postgres.test.ts'
const long = '**/*.long.test.ts'
// Too slow for `pnpm test`: they wait in real time or have many cases, but must hold on the embedded database, too.
const onBothDatabases =
  '**/{revision-of-writes,agreement,news,create-news,rest-strong,rest-sizes,inputs,leads-inputs,start-server}.postgres.test.ts'
const installed = '**/node_modules/**'

/** Starts with the files that take longest: begun last, each would run alone on one core at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) =>
      /\/packages\/verification\/|\/e2e\/(pages|leads)\./.test(moduleId)
    return (await super.sort(files)).toSorted((a, b) => Number(isLong(b)) - Number(isLong(a)))
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    maxWorkers: availableParallelism(),
    reporters: ['./scripts/testing/progress-reporter.ts'],
    projects: [
      project('node', onNode, {
        include: ['{apps,packages}/*/{src,server}/**/*.test.ts', '{packages/verification,scripts}/**/*.test.ts'],
        exclude: [installed, 'packages/team-picker/**', ofPostgres, long],
      }),
      project('picker', inBrowser, {
        include: ['packages/team-picker/src/**/*.test.{ts,tsx}'],
        environment: 'happy-dom',
        setupFiles: ['scripts/testing/fail-on-noise.ts', 'packages/team-picker/testing/setup.ts'],
      }),
      // The same tests on the PostgreSQL server that DATABASE_URL names, and its own.
      project('postgres', onNode, {
        include: [
          '{packages/{api,db}/src,packages/api/adopt,apps/web/server}/**/*.test.ts',
          'packages/verification/**/*.postgres.test.ts',
        ],
        exclude: [installed, long],
        // Some wait in real time, others for the server.
        maxWorkers: availableParallelism() + 1,
      }),
      project('long', onNode, {
        include: [`{apps,packages}/${long}`, onBothDatabases],
        testTimeout: 600_000,
      }),
      // The production folder that RELEASE names, on the PostgreSQL server that DATABASE_URL names.
      project('release', onNode, { include: ['apps/web/release-test/**/*.test.ts'], testTimeout: 600_000 }),
      // Each file starts a server and a browser, and each waits for the other half of the time: two files at once.
      project('e2e', onNode, {
        include: ['{apps,packages}/*/e2e/**/*.test.ts'],
        maxWorkers: 2,
        globalSetup: 'apps/web/e2e/seed-demo.ts',
        testTimeout: 60_000,
        // A busy machine needs a minute to start a server on an empty folder, and seconds to draw what is polled for.
        hookTimeout: 120_000,
        expect: { poll: { timeout: 10_000 } },
      }),
    ],
  },
})
