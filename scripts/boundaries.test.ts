// Plants violations of every boundary in a scratch copy of the folders, and expects the right message on each line.
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'

const root = path.resolve(import.meta.dirname, '..')
const config = path.join(root, '.oxlintrc.json')
const scratch = mkdtempSync(path.join(tmpdir(), 'roster-boundaries-'))
afterAll(() => rmSync(scratch, { recursive: true }))

type Line = { code: string; expected: string | null }

let names = 0
const name = () => `name${(names += 1)}`

const BRAND = 'An organization comes from the verified credential'
const SQL = 'SQL and Prisma live in packages/db'
const BY_NAME = 'Another package is imported by its name'

/** Each way to import a module, all of them refused. */
function refused(expected: string, ...modules: string[]): Line[] {
  return modules.flatMap((from) => [
    { code: `import { a as ${name()} } from '${from}'`, expected },
    { code: `import * as ${name()} from '${from}'`, expected },
    { code: `export { a as ${name()} } from '${from}'`, expected },
    { code: `export * from '${from}'`, expected },
    { code: `export const ${name()} = await import('${from}')`, expected },
  ])
}

function allowed(...modules: string[]): Line[] {
  return modules.map((from) => ({ code: `import { a as ${name()} } from '${from}'`, expected: null }))
}

const typeOf = (from: string, expected: string | null = null): Line => ({
  code: `import type { A as ${name()} } from '${from}'`,
  expected,
})

/** Each way to import the function that marks an organization as verified. */
const brand = (modules = ['@roster/db', '@roster/db/testing'], expected: string | null = BRAND): Line[] =>
  modules.flatMap((from) => [
    { code: `import { verifiedOrganizationId as ${name()} } from '${from}'`, expected },
    { code: `import * as ${name()} from '${from}'`, expected },
    { code: `export { verifiedOrganizationId as ${name()} } from '${from}'`, expected },
    { code: `export * from '${from}'`, expected },
    { code: `export const { verifiedOrganizationId: ${name()} } = await import('${from}')`, expected: BRAND },
    { code: `export const ${name()} = (await import('${from}')).verifiedOrganizationId`, expected: BRAND },
  ])

const sql = () => refused(SQL, 'pg', '@prisma/client', '@prisma/client/runtime', '@electric-sql/pglite')
const sources = [
  '../../db/src/connect/db.ts',
  '../../../packages/db/testing/index.ts',
  '../../verification/simulator/replica.ts',
]
const others = ['../../clerk-local/src/index.ts', '../../team-picker/dist/index.js']
const byName = () => refused(BY_NAME, ...sources, ...others, '../../../apps/web/server/env.ts')

const browser = () => [
  ...refused('The browser takes types only', '@roster/api', '@roster/api/users'),
  ...refused('Server code does not belong in the browser', '@roster/db', '@roster/db/testing', '@roster/clerk-local'),
  ...refused('Server code does not belong in the browser', 'pg', '@prisma/client', '@electric-sql/pglite'),
  ...refused('The browser does not import the server', '../server/env.ts', '../../server/testing/test-server.ts'),
  ...byName(),
  typeOf('@roster/api'),
  typeOf('../server/app-router.ts'),
  typeOf('@roster/db', 'Server code does not belong in the browser'),
  ...allowed('react', '@roster/team-picker', './page-config.ts'),
]
const HTTP = 'HTTP is known inside src/http/ only'
const api = () => [
  ...sql(),
  ...refused(HTTP, 'react', 'react/jsx-runtime', 'react-dom/client', 'hono', 'hono/cors'),
  ...refused(HTTP, '@hono/node-server', '@roster/web', '@roster/team-picker/ranker', '@roster/clerk-local'),
  ...byName(),
  ...allowed('@roster/db', '@trpc/server', 'zod'),
]
const database = () => [
  ...refused('packages/db knows Prisma', '@roster/api', '@roster/db', '@roster/clerk-local/testing', '@trpc/server'),
  ...refused(
    'packages/db knows Prisma',
    '@clerk/backend/internal',
    'react',
    'react-dom/client',
    'hono',
    '@hono/node-server',
  ),
  ...byName(),
  ...allowed('pg', '@prisma/client', '@electric-sql/pglite', './organization-id.ts'),
]
const elsewhere = () => [
  ...brand(),
  ...refused(BY_NAME, ...sources, ...others),
  ...allowed('@roster/db', '@roster/clerk-local'),
]
const verification = () => [
  ...brand(),
  ...sql(),
  ...refused(BY_NAME, '../../db/src/connect/db.ts', '../../../packages/db/testing/index.ts', ...others),
  ...refused(BY_NAME, '../../../apps/web/server/env.ts'),
  ...allowed(
    '@roster/api/testing',
    '@roster/db',
    '@roster/db/testing',
    '@roster/clerk-local',
    '../shared/cpu-seconds.ts',
  ),
]
const clerk = (expected: string) => refused(expected, '@clerk/backend', '@clerk/backend/internal', '@clerk/clerk-react')

const planted: Record<string, Line[]> = {
  'apps/web/src/planted.tsx': [...browser(), ...clerk('Clerk is imported in src/clerk.tsx only')],
  'apps/web/src/team/planted.ts': [...browser(), ...clerk('Clerk is imported in src/clerk.tsx only')],
  'apps/web/src/clerk.tsx': [...browser(), ...allowed('@clerk/clerk-react', '@clerk/clerk-react/errors')],
  'apps/web/server/planted.ts': [
    ...brand(),
    ...sql(),
    ...byName(),
    ...refused('The local Clerk is loaded in local mode only', '@roster/clerk-local', '@roster/clerk-local/testing'),
    typeOf('@roster/clerk-local'),
    ...allowed('@roster/db', '@roster/api', 'hono', '@clerk/backend'),
  ],
  'apps/web/server/leads/planted.ts': [
    ...brand(),
    ...byName(),
    ...refused('The leads are on the database that Roster opens', 'pg', '@electric-sql/pglite'),
    ...allowed('@prisma/client', '@prisma/adapter-pg', '@roster/db', '@roster/api'),
  ],
  'scripts/planted.ts': [...elsewhere(), ...allowed('../apps/web/server/env.ts')],
  'packages/api/src/planted.ts': [
    ...api(),
    ...brand(),
    ...clerk('SDK is known inside src/access/ and src/clerk/ only'),
  ],
  'packages/api/src/http/planted.ts': [
    ...sql(),
    ...brand(),
    ...refused('The API knows no React', 'react', 'react-dom/client', '@roster/web', '@roster/team-picker'),
    ...refused('The API knows no React', '@roster/clerk-local'),
    ...clerk('SDK is known inside src/access/ and src/clerk/ only'),
    ...byName(),
    ...allowed('hono', '@hono/node-server', '@roster/db'),
  ],
  'packages/api/src/clerk/planted.ts': [...api(), ...brand(), ...allowed('@clerk/backend')],
  'packages/api/src/access/secrets.ts': [...api(), ...brand(), ...allowed('@clerk/backend')],
  'packages/api/src/access/authenticate.ts': [
    ...api(),
    ...brand(['@roster/db'], null),
    ...allowed('@clerk/backend/jwt'),
  ],
  'packages/db/src/planted.ts': [...database(), ...brand(['./organization-id.ts', '../organization-id.ts'])],
  'packages/db/src/index.ts': [...database(), ...brand(['./organization-id.ts'], null)],
  'packages/team-picker/src/planted.tsx': [
    ...refused('The picker knows people', '@roster/api', '@roster/db', '@roster/db/testing', '@roster/clerk-local'),
    ...refused('The picker knows people', '@roster/web', '@trpc/client', '@clerk/clerk-react', '@clerk/shared/react'),
    ...byName(),
    ...allowed('react', 'downshift'),
  ],
  'packages/team-picker/src/team/planted.ts': [
    ...refused('The hook takes types only', '@roster/api'),
    ...refused('The hook takes the host’s own tRPC client', '@roster/db', '@trpc/client', '@clerk/clerk-react'),
    ...byName(),
    typeOf('@roster/api'),
    ...allowed('react', '@tanstack/react-query'),
  ],
  'packages/clerk-local/src/planted.ts': [
    ...refused(
      'it imports nothing of Roster',
      '@roster/db',
      '@roster/db/testing',
      '@roster/api',
      '@roster/team-picker',
    ),
    ...byName(),
    ...allowed('hono', 'zod'),
  ],
  'packages/verification/bench/planted.ts': verification(),
  'packages/verification/rounds/planted.ts': verification(),
  // Tests may import anything they need, because they are outside the boundaries.
  'packages/api/src/planted.test.ts': [...allowed('pg', 'hono'), ...brand(['@roster/db'], null).slice(0, 1)],
  'apps/web/src/planted.test.tsx': allowed('@roster/db', '@clerk/clerk-react'),
}

const report = z.object({
  diagnostics: z.array(
    z.object({
      message: z.string(),
      code: z.string().optional(),
      help: z.string().optional(),
      filename: z.string(),
      labels: z.array(z.object({ span: z.object({ line: z.number() }) })),
    }),
  ),
})

function lint(): z.infer<typeof report>['diagnostics'] {
  for (const [file, lines] of Object.entries(planted)) {
    mkdirSync(path.dirname(path.join(scratch, file)), { recursive: true })
    writeFileSync(path.join(scratch, file), lines.map(({ code }) => `${code}\n`).join(''))
  }
  copyFileSync(config, path.join(scratch, '.oxlintrc.json'))
  const oxlint = path.join(root, 'node_modules/.bin/oxlint')
  const { stdout } = spawnSync(oxlint, ['--format=json'], { cwd: scratch, encoding: 'utf8', maxBuffer: 1e8 })
  return report.parse(JSON.parse(stdout)).diagnostics
}

test('every planted violation of a boundary is refused with its reason, and no allowed import is', () => {
  const found = lint()
  const wrong = Object.entries(planted).flatMap(([file, lines]) =>
    lines.flatMap(({ code, expected }, index) => {
      const said = found
        .filter((problem) => problem.filename === file && problem.labels[0]?.span.line === index + 1)
        .filter((problem) => problem.code?.includes('no-restricted-'))
        .map(({ message, help }) => `${message} ${help}`)
      const right = expected === null ? said.length === 0 : said.some((text) => text.includes(expected))
      return right ? [] : [`${file}: ${code}: ${said.join(' ') || 'not refused'}`]
    }),
  )
  expect(wrong).toEqual([])
})

test('the lint configuration names only files that exist', () => {
  const { overrides } = z
    .object({ overrides: z.array(z.object({ files: z.array(z.string()) })) })
    .parse(JSON.parse(readFileSync(config, 'utf8')))
  const patterns = overrides.flatMap(({ files }) => files)
  const missing = patterns.filter(
    (pattern) => execFileSync('git', ['ls-files', `:(glob)${pattern}`], { cwd: root, encoding: 'utf8' }) === '',
  )
  expect(missing).toEqual([])
})
