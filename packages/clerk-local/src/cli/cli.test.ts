import { parseEnv } from 'node:util'
import { createClerkClient } from '@clerk/backend'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startForTest, temporaryFolder } from '../../testing/index.ts'
import { noFaults } from '../faults/faults.ts'
import { clerkCommand } from './clerk-command.ts'
import { type Connection, connect } from './connection.ts'
import { startAdvice } from './start-advice.ts'
import { tokenCommand } from './token-command.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let clerk: Awaited<ReturnType<typeof startForTest>>
let connection: Connection

beforeAll(async () => {
  folder = await temporaryFolder()
  clerk = await startForTest({ dataDir: folder.path })
  connection = connect({ port: Number(new URL(clerk.local.url).port), dataDir: folder.path })
})
afterAll(async () => {
  await clerk.local.close()
  await folder[Symbol.asyncDispose]()
})

const run = (...words: string[]) => clerkCommand(() => connection, words)
const bob = async () => (await clerk.sdk.users.getUserList({ emailAddress: ['bob@acme.test'] })).data[0]

test('the printed variables are sufficient for the Backend SDK', async () => {
  const variables = parseEnv(startAdvice(clerk.local, folder.path, undefined))
  const sdk = createClerkClient({
    secretKey: variables['CLERK_SECRET_KEY'] ?? '',
    publishableKey: variables['CLERK_PUBLISHABLE_KEY'] ?? '',
    jwtKey: variables['CLERK_JWT_KEY'] ?? '',
    apiUrl: variables['CLERK_API_URL'] ?? '',
    telemetry: { disabled: true },
  })
  expect(await sdk.users.getCount()).toBeGreaterThan(100)
  const jwt = await tokenCommand(connection, ['bob@acme.test', 'globex'])
  const state = await sdk.authenticateRequest(
    new Request('http://localhost:3000', { headers: { authorization: `Bearer ${jwt}` } }),
  )
  expect(state.toAuth()).toMatchObject({ isAuthenticated: true, orgSlug: 'globex' })
})

test('the help names every fault that can be set', async () => {
  const help = await run('help')
  for (const name of Object.keys(noFaults)) expect(help).toContain(name)
})

test('a fault is set as JSON and expires, and `faults none` removes all', async () => {
  await run('faults', 'apiAnswers=[{"path":"/v1/organizations/acme","status":404,"times":1}]', 'clockAheadMs=5')
  expect(JSON.parse(await run('faults'))).toMatchObject({ clockAheadMs: 5, apiAnswers: [{ times: 1 }] })
  await expect(run('users', 'acme')).rejects.toThrow('Resource not found')
  expect(await run('users', 'acme')).toContain('bob@acme.test')
  expect(JSON.parse(await run('faults', 'none'))).toEqual(noFaults)
  await expect(run('faults', 'apiHang=maybe')).rejects.toThrow('is not JSON')
  await expect(run('faults', 'apiHangs=true')).rejects.toThrow('apiHangs')
})

test('a user is renamed, deprovisioned and locked by email address', async () => {
  await run('rename', 'bob@acme.test', 'Robert')
  await run('lock', 'bob@acme.test')
  await run('deprovision', 'bob@acme.test')
  expect(await bob()).toMatchObject({ firstName: 'Robert', lastName: null, locked: true })
  await expect(tokenCommand(connection, ['bob@acme.test'])).rejects.toThrow('deprovisioned')
  await run('unlock', 'bob@acme.test')
  await run('reprovision', 'bob@acme.test')
  expect(await tokenCommand(connection, ['bob@acme.test'])).toContain('.')
  await expect(run('lock', 'stranger@acme.test')).rejects.toThrow('No user has the address')
})

test('the printed keys of another instance give access to an empty instance', async () => {
  const { secret_key: secretKey } = z.object({ secret_key: z.string() }).parse(JSON.parse(await run('other-instance')))
  const sdk = createClerkClient({ secretKey, apiUrl: clerk.local.apiUrl, telemetry: { disabled: true } })
  expect(await sdk.users.getCount()).toBe(0)
})
