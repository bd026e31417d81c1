import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backendOf } from '../../../testing/rest-callers.ts'
import { startTestServer } from '../../../testing/test-server.ts'

const server = await startTestServer()
const folder = await mkdtemp(path.join(tmpdir(), 'roster-client-'))
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const api = path.resolve(import.meta.dirname, '../../..')
const run = (program: string, ...args: string[]) =>
  promisify(execFile)(path.join(api, 'node_modules/.bin', program), args, { cwd: folder }).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }: { stdout: string; stderr: string }) => `failed: ${stdout}${stderr}`,
  )
const check = (file: string) => run('tsc', '--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', file)

/** The TypeScript example of docs/rest.md, with this server's address and this key. */
async function readmeExample(secret: string): Promise<string> {
  const page = await readFile(path.join(api, '../../docs/rest.md'), 'utf8')
  const example = /```ts\n(import createClient[\s\S]*?)```/.exec(page)?.[1] ?? 'docs/rest.md has no example'
  return example.replace('http://localhost:3000', server.url).replace("${process.env['ROSTER_KEY']}", secret)
}

beforeAll(async () => {
  await symlink(path.join(api, 'node_modules'), path.join(folder, 'node_modules'))
  await run('openapi-typescript', `${server.url}/api/openapi.json`, '-o', 'roster.d.ts')
})

test('the client of docs/rest.md, generated from the document, lists the users', async () => {
  const backend = backendOf(server)
  const { id: subject } = await backend.organizations.getOrganization({ slug: 'acme' })
  const { secret } = await backend.apiKeys.create({ name: 'Client', subject, scopes: ['users:read'] })
  await writeFile(path.join(folder, 'list.mts'), await readmeExample(secret ?? ''))
  expect(await check('list.mts')).toBe('')
  const printed = await run('tsx', 'list.mts')
  expect(printed).toContain('alice@acme.test')
})

test('the client of docs/rest.md throws an error with the code and message of a refusal', async () => {
  await writeFile(path.join(folder, 'refused.mts'), await readmeExample('ak_unknown'))
  expect(await run('tsx', 'refused.mts')).toContain('Error: UNAUTHORIZED: User not authenticated')
})

test('the generated types reject an unknown field, error code and parameter value', async () => {
  const wrong = `
    import type { paths } from './roster.d.ts'
    type Get = paths['/api/v1/entities/users']['get']
    type User = Get['responses'][200]['content']['application/json'][number]
    export const field: keyof User = 'phone'
    export const code: Get['responses'][401]['content']['application/json']['error']['code'] = 'FORBIDDEN'
    export const consistency: NonNullable<Get['parameters']['query']>['consistency'] = 'weak'
  `
  await writeFile(path.join(folder, 'wrong.mts'), wrong)
  const found = await check('wrong.mts')
  for (const value of ['phone', 'FORBIDDEN', 'weak']) expect(found).toContain(`Type '"${value}"' is not assignable`)
  expect(found.match(/error TS/g)).toHaveLength(3)
})
