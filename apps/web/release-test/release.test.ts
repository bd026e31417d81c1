import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { startLocalClerk } from '@roster/clerk-local'
import { testDatabase } from '@roster/db/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startOperatedClerk, type OperatedClerk } from './operated-clerk.ts'
import { copyRelease, type Release } from './release-process.ts'

let release: Release
let clerk: OperatedClerk
let database: { url: string; drop(): Promise<void> }
let env: Record<string, string>

beforeAll(async () => {
  release = await copyRelease()
  clerk = await startOperatedClerk()
  const made = await testDatabase()
  if (!made) throw new Error('The release is tested on PostgreSQL: run pnpm test:release.')
  database = made
  env = clerk.variables(database.url)
})
afterAll(async () => {
  await clerk.local.close()
  await database.drop()
  await release[Symbol.asyncDispose]()
})

test('the folder contains no sources, no secrets, no development tools and no local Clerk', async () => {
  const files = await readdir(release.folder, { recursive: true })
  expect(files.filter((file) => path.basename(file) === '.env')).toEqual([])
  const ours = files.filter((file) => !file.startsWith('node_modules') || file.startsWith('node_modules/@roster'))
  expect(ours.filter((file) => /\.(tsx?|map)$|\.test\./.test(file))).toEqual([])
  for (const name of ['@roster/clerk-local', '@roster/team-picker', 'vitest', 'vite', 'typescript', 'prisma', 'tsx'])
    expect(files).not.toContain(`node_modules/${name}`)
})

test('run by an unprivileged user, the folder serves the page and the list and accepts webhooks', async () => {
  const server = await release.start(env)
  expect(await (await fetch(server.url)).text()).toContain('roster-config')
  expect(await clerk.list(server.url)).toHaveLength(25)
  clerk.local.sendWebhooksTo(`${server.url}/api/webhooks/clerk`)
  await clerk.change('alice@acme.test', 'PATCH', { first_name: 'Renamed' })
  await expect.poll(() => clerk.list(server.url)).toContainEqual(expect.objectContaining({ firstName: 'Renamed' }))
  expect(await server.end()).toBe(0)
})

test('roster doctor reports no problem for correct keys, and names a key of another instance', async () => {
  const good = await release.run(['doctor', '--json'], env)
  const findings = z.array(z.object({ check: z.string(), state: z.string() })).parse(JSON.parse(good.output))
  expect(findings.filter(({ state }) => state === 'problem')).toEqual([])
  expect(good.status).toBe(0)
  const other = await startLocalClerk({ port: 0, organizations: {} })
  const wrong = await release.run(['doctor'], { ...env, CLERK_JWT_KEY: other.jwtKey })
  await other.close()
  expect(wrong.output).toMatch(/problem +clerk: CLERK_JWT_KEY is of another Clerk instance/)
  expect(wrong.status).toBe(1)
})

test('without Clerk keys the folder refuses to start and says that the local Clerk is for development', async () => {
  const { status, output } = await release.run(['start'], { DATABASE_URL: database.url, PORT: '0' })
  expect(output).toMatch(/The local Clerk is for development/)
  expect(status).toBe(1)
})
