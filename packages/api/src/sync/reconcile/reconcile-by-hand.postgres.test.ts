import { expect, test } from 'vitest'
import { z } from 'zod'
import { startByHand } from '../../../testing/by-hand.ts'

test('changes that webhooks did not deliver are corrected, and the corrections are counted', async () => {
  await using it = await startByHand()
  expect((await it.reconcile({ orgId: it.acme })).completed).toBe(true)
  const users = z.array(z.object({ id: z.string() })).parse(await it.call('GET', `/users?organization_id=${it.acme}`))
  const [renamed, added] = [users[3]?.id, users[4]?.id]
  await it.call('PATCH', `/users/${renamed}`, { first_name: 'Unheard' })
  await it.call('PATCH', `/users/${added}`, { first_name: 'Of' })

  const { completed, lines, progress } = await it.reconcile({ orgId: it.acme })
  expect(completed).toBe(true)
  expect(lines).toEqual([
    expect.stringMatching(`^${it.acme}: 25 users, 25 memberships, 2 corrections, .* 3 calls to Clerk$`),
    '1 of 1 organizations reconciled, 2 corrections.',
  ])
  expect(progress.at(-1)).toMatch(`${it.acme} (1 of 1): 25 users and 25 memberships read in 3 calls`)
})

test('without an id, every organization in the mirror is reconciled', async () => {
  await using it = await startByHand()
  expect((await it.reconcile()).lines[0]).toMatch('holds no organization yet')
  for (const orgId of [it.acme, it.globex]) await it.reconcile({ orgId })
  const { completed, lines } = await it.reconcile()
  expect(completed).toBe(true)
  expect(lines).toHaveLength(3)
  expect(lines.join()).toMatch(it.acme)
  expect(lines.join()).toMatch(it.globex)
})

test('an organization that another process is reconciling is skipped', async () => {
  await using it = await startByHand()
  await it.sync.store.leaseOrganization(it.acme)
  const { completed, lines } = await it.reconcile({ orgId: it.acme })
  expect(completed).toBe(false)
  expect(lines[0]).toMatch(/Another process .* Try again/)
  expect(it.clerk.requests().byRoute).not.toHaveProperty(['GET /v1/users'])
})

test('an organization that Clerk does not know is not reconciled', async () => {
  await using it = await startByHand()
  const { completed, lines } = await it.reconcile({ orgId: 'org_nobody' })
  expect(completed).toBe(false)
  expect(lines[0]).toMatch(/^org_nobody: Clerk says that it does not know .* compare the id/)
})

test('after a restore no organization is known until it was reconciled, even if Clerk does not answer at once', async () => {
  await using it = await startByHand()
  await it.reconcile({ orgId: it.acme })
  const isKnown = async () => (await it.sync.store.readSync(it.acme)).synced
  expect(await isKnown()).toBe(true)

  it.clerk.setFaults({ apiErrorChance: 1 })
  const { completed, lines } = await it.reconcile({ afterRestore: true })
  expect(completed).toBe(false)
  expect(lines[0]).toMatch(/Clerk did not answer.* run it again/)
  expect(await isKnown()).toBe(false)
})
