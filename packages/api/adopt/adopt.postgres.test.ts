import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { createClerkClient } from '@clerk/backend'
import { startLocalClerk, type LocalClerk } from '@roster/clerk-local'
import { testDatabase } from '@roster/db/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { docBlocks } from './doc-blocks.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const folder = mkdtempSync(path.join(import.meta.dirname, 'run-'))
const ofNext = [...docBlocks].filter(([name]) => existsSync(path.join(root, 'apps/next', name)))
const files = [...docBlocks].filter(([name]) => !ofNext.some(([other]) => other === name))

let clerk: LocalClerk
let database: NonNullable<Awaited<ReturnType<typeof testDatabase>>>
let variables: NodeJS.ProcessEnv

beforeAll(async () => {
  const made = await testDatabase()
  if (!made) throw new Error('These tests need the PostgreSQL server that DATABASE_URL names: pnpm test:postgres.')
  database = made
  clerk = await startLocalClerk({ port: 0, organizations: { globex: 0, initech: 0 } })
  variables = {
    ...process.env,
    DATABASE_URL: database.url,
    CLERK_API_URL: clerk.apiUrl,
    CLERK_SECRET_KEY: clerk.secretKey,
    CLERK_PUBLISHABLE_KEY: clerk.publishableKey,
    CLERK_JWT_KEY: clerk.jwtKey,
    CLERK_WEBHOOK_SIGNING_SECRET: clerk.webhookSigningSecret,
  }
  for (const [name, code] of files) writeFileSync(path.join(folder, name), code)
  mkdirSync(path.join(folder, 'generated/prisma'), { recursive: true })
  // Stubs the part of Prisma's client that the query needs, because these tests have no Prisma.
  writeFileSync(
    path.join(folder, 'generated/prisma/client.ts'),
    'export type PrismaClient = { $queryRaw<Rows>(text: TemplateStringsArray, ...values: unknown[]): Promise<Rows> }\n',
  )
})
afterAll(async () => {
  await clerk.close()
  await database.drop()
  rmSync(folder, { recursive: true })
})

const bearer = () => {
  const token = clerk.token({ email: 'alice@acme.test', organization: 'acme', azp: 'http://localhost:3000' })
  return { authorization: `Bearer ${token}` }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  server.close()
  return port
}

/** Runs the block in its own process until it is disposed of. */
async function start(name: string) {
  const port = await freePort()
  const child = spawn(process.execPath, ['--import', 'tsx', '-C', '@roster/source', name], {
    cwd: folder,
    env: { ...variables, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const url = `http://localhost:${port}`
  await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), {
    timeout: 20_000,
    interval: 100,
  })
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

test('every block compiles with the strictest compiler options', () => {
  const options = { noEmit: true, composite: false, skipLibCheck: true, noPropertyAccessFromIndexSignature: true }
  const config = { extends: '../../../../tsconfig.base.json', compilerOptions: options, include: ['**/*.ts'] }
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
  expect(files.length).toBeGreaterThanOrEqual(7)
  execFileSync(path.join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' })
})

test('each block for Next.js equals its file in apps/next', () => {
  expect(ofNext.length).toBeGreaterThanOrEqual(5)
  for (const [name, code] of ofNext) expect(readFileSync(path.join(root, 'apps/next', name), 'utf8')).toBe(code)
})

const listed = z.array(z.object({ id: z.string(), firstName: z.string().nullable() }))
const answered = z.object({ result: z.object({ data: listed }) })
const failed = z.object({ error: z.object({ data: z.object({ code: z.string() }) }) })

describe.each(['express.ts', 'fastify.ts', 'hono.ts'])('%s', (name) => {
  test('answers the team by REST and in the host’s router, refuses others and accepts webhooks', async () => {
    await using app = await start(name)
    const get = async (where: string, headers: Record<string, string> = {}) => {
      const response = await fetch(app.url + where, { headers })
      return { status: response.status, body: await response.text() }
    }
    const rest = await get('/api/v1/entities/users', bearer())
    expect(listed.parse(JSON.parse(rest.body))).toHaveLength(25)
    const nested = await get('/trpc/team.users.list', bearer())
    expect(answered.parse(JSON.parse(nested.body)).result.data).toHaveLength(25)

    expect((await get('/api/v1/entities/users')).status).toBe(401)
    const refused = await get('/trpc/team.users.list')
    expect([refused.status, failed.parse(JSON.parse(refused.body)).error.data.code]).toEqual([401, 'UNAUTHORIZED'])
    expect((await get('/nothing')).status).toBe(404)

    const newName = `Heard by ${name}`
    clerk.sendWebhooksTo(`${app.url}/api/webhooks/clerk`)
    const sdk = createClerkClient({ ...clerk, telemetry: { disabled: true } })
    await sdk.users.updateUser(listed.parse(JSON.parse(rest.body))[0]?.id ?? '', { firstName: newName })
    await clerk.settled()
    clerk.sendWebhooksTo(undefined)
    expect((await get('/api/v1/entities/users', bearer())).body).toContain(newName)
  })
})

test('job.ts and tasks.ts read an organization that no request named', async () => {
  const sdk = createClerkClient({ ...clerk, telemetry: { disabled: true } })
  const { id: orgId } = await sdk.organizations.getOrganization({ slug: 'acme' })
  writeFileSync(
    path.join(folder, 'run.ts'),
    `import { openDatabase } from '@roster/db'
import { namesOf } from './job.ts'
import { tasksOf } from './tasks.ts'

const [orgId = ''] = process.argv.slice(2)
const names = await namesOf(orgId)
const { pool } = await openDatabase({ url: process.env['DATABASE_URL'] ?? '' })
await pool.query('CREATE TABLE task (id int, org_id text, title text, assignee_id text)')
await pool.query("INSERT INTO task SELECT 1, org_id, 'Call', min(user_id) FROM roster.member WHERE org_id = $1 GROUP BY 2", [orgId])
const $queryRaw = async (text: TemplateStringsArray, ...values: unknown[]) =>
  (await pool.query(text.reduce((sql, part, at) => \`\${sql}$\${at}\${part}\`), values)).rows
console.log(JSON.stringify({ names: names.length, tasks: await tasksOf({ $queryRaw } as never, orgId) }))
process.exit()
`,
  )
  const output = execFileSync(process.execPath, ['--import', 'tsx', '-C', '@roster/source', 'run.ts', orgId], {
    cwd: folder,
    env: variables,
    encoding: 'utf8',
  })
  const { names, tasks } = z
    .object({
      names: z.number(),
      tasks: z.tuple([z.object({ title: z.string(), assignee: z.string(), status: z.string() })]),
    })
    .parse(JSON.parse(output.trim().split('\n').at(-1) ?? ''))
  expect(names).toBe(25)
  expect(tasks[0]).toMatchObject({ title: 'Call', status: 'active' })
})
