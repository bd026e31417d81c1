import { appendFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startForTest, temporaryFolder } from '../../testing/index.ts'
import { openJournal } from './journal.ts'

test('a removed member stays removed after a restart, with the same keys', async () => {
  await using folder = await temporaryFolder()
  let secretKey = ''
  {
    await using clerk = await startForTest({ dataDir: folder.path })
    const { local, sdk } = clerk
    secretKey = local.secretKey
    const acme = await sdk.organizations.getOrganization({ slug: 'acme' })
    const [bob] = (await sdk.users.getUserList({ emailAddress: ['bob@acme.test'] })).data
    await sdk.organizations.deleteOrganizationMembership({ organizationId: acme.id, userId: bob?.id ?? '' })
  }
  await using again = await startForTest({ dataDir: folder.path })
  expect(again.local.secretKey).toBe(secretKey)
  const acme = await again.sdk.organizations.getOrganization({ slug: 'acme' })
  expect((await again.sdk.users.getUserList({ organizationId: [acme.id] })).totalCount).toBe(24)
  expect(() => again.local.token({ email: 'bob@acme.test', organization: 'acme', azp: 'http://a.test' })).toThrow(
    'not a member',
  )
  expect(statSync(join(folder.path, 'clerk', 'keys.json')).mode & 0o777).toBe(0o600)
})

test('joining again after a restart creates a new and later membership', async () => {
  await using folder = await temporaryFolder()
  async function rejoin() {
    await using clerk = await startForTest({ dataDir: folder.path })
    const { sdk } = clerk
    const organizationId = (await sdk.organizations.getOrganization({ slug: 'acme' })).id
    const userId = (await sdk.users.getUserList({ emailAddress: ['bob@acme.test'] })).data[0]?.id ?? ''
    await sdk.organizations.deleteOrganizationMembership({ organizationId, userId })
    return await sdk.organizations.createOrganizationMembership({ organizationId, userId, role: 'org:member' })
  }
  const first = await rejoin()
  const second = await rejoin()
  expect(second.id).not.toBe(first.id)
  expect(second.createdAt).toBeGreaterThan(first.createdAt)
})

test('an incomplete last line is dropped with one warning, and a damaged line before it is refused', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'journal.ndjson')
  const warnings: string[] = []
  const warn = (message: string) => warnings.push(message)
  openJournal(path, warn).journal.append([{ kind: 'membership', id: 'orgmem_1', row: null }])
  appendFileSync(path, '[{"kind":"membership","id":"orgm')
  expect(openJournal(path, warn).changes).toHaveLength(1)
  expect(warnings).toHaveLength(1)
  appendFileSync(path, 'not json\n[]\n')
  expect(() => openJournal(path, warn)).toThrow('damaged')
})
