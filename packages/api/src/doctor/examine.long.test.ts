import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startLocalClerk } from '@roster/clerk-local'
import { createMirror, openDatabase } from '@roster/db'
import { expect, onTestFinished, test } from 'vitest'
import type { ClerkOptions } from '../clerk/clerk-options.ts'
import { examine } from './examine.ts'
import type { Finding } from './finding.ts'

const like = (pattern: RegExp): unknown => expect.stringMatching(pattern)

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'roster-doctor-'))
  onTestFinished(() => rm(made, { recursive: true }))
  return made
}

async function localClerk() {
  const clerk = await startLocalClerk({ port: 0, organizations: {} })
  onTestFinished(() => clerk.close())
  const { secretKey, publishableKey, jwtKey, apiUrl } = clerk
  const webhookSigningSecrets = [clerk.webhookSigningSecret]
  return { clerk, options: { secretKey, publishableKey, jwtKey, apiUrl, webhookSigningSecrets, authorizedParties: [] } }
}

async function findings(dataDir: string, clerk: ClerkOptions): Promise<Partial<Record<Finding['check'], string>>> {
  const found: Finding[] = []
  for await (const finding of examine({ database: { dataDir }, clerk })) found.push(finding)
  return Object.fromEntries(found.map(({ check, state, message }) => [check, `${state}: ${message}`]))
}

test('a database without tables stays without them, and the finding says how to create them', async () => {
  const dataDir = await folder()
  const { options } = await localClerk()
  const found = await findings(dataDir, options)
  expect(found).toMatchObject({
    database: like(/^ok: The embedded database/),
    migrations: like(/^problem: \d+_roster, .* missing.*roster migrate/),
    clerk: like(/^ok/),
    clock: 'ok: The clocks agree.',
  })
  expect(found.mirror).toBeUndefined()
  expect((await findings(dataDir, options)).migrations).toBe(found.migrations)
})

test('keys of two instances, a truncated secret and missing webhooks are found, with what to do', async () => {
  const dataDir = await folder()
  await (await openDatabase({ dataDir })).close()
  const { clerk, options } = await localClerk()
  const { jwtKey } = await clerk.otherInstance()
  const found = await findings(dataDir, { ...options, jwtKey, webhookSigningSecrets: ['whsec_c2hvcnQ='] })
  expect(found).toMatchObject({
    clerk: like(/^problem: CLERK_SECRET_KEY and CLERK_JWT_KEY are of two Clerk instances/),
    'webhook secret': like(/^problem: .* too short/),
    webhooks: like(/^warning: None has arrived yet/),
    mirror: like(/^ok/),
  })
})

test('a publishable key of another instance than the database mirrors is found', async () => {
  const dataDir = await folder()
  const { options } = await localClerk()
  const db = await openDatabase({ dataDir })
  await createMirror(db.background).claimInstance('https://other.clerk.test')
  await db.close()
  expect((await findings(dataDir, options)).clerk).toMatch(/^problem: .*mirrors another Clerk instance than https:/)
})

test('the doctor does not store the instance of the keys in the database', async () => {
  const dataDir = await folder()
  await (await openDatabase({ dataDir })).close()
  const { options } = await localClerk()
  await findings(dataDir, options)
  const db = await openDatabase({ dataDir })
  expect((await db.pool.query('SELECT FROM roster.instance')).rowCount).toBe(0)
  await db.close()
})

test('a folder that another process has open is a finding, not a failure', async () => {
  const dataDir = await folder()
  const db = await openDatabase({ dataDir })
  const { options } = await localClerk()
  expect((await findings(dataDir, options)).database).toMatch(/^problem: .*in use by process/)
  await db.close()
})

test('a key of no right form is a finding, and does not end the report', async () => {
  const { options } = await localClerk()
  const found = await findings(await folder(), { ...options, publishableKey: 'pk_test_x' })
  expect(found.clerk).toMatch(/^problem: CLERK_PUBLISHABLE_KEY does not name a Clerk instance/)
})
