import { expect, test } from 'vitest'
import { z } from 'zod'
import { startForTest } from '../../testing/index.ts'

const page = z.object({
  data: z.array(z.object({ id: z.string(), members_count: z.number() })),
  total_count: z.number(),
})

test('a crowd has the requested size, and each of its organizations has members', async () => {
  await using clerk = await startForTest({ crowd: { users: 300, organizations: 30 } })
  const { local, sdk } = clerk
  const before = 3
  const url = `${local.apiUrl}/v1/organizations?include_members_count=true&limit=30&order_by=-created_at`
  const response = await fetch(url, { headers: { authorization: `Bearer ${local.secretKey}` } })
  const { data, total_count: total } = page.parse(await response.json())
  expect(total).toBe(before + 30)
  expect(data.every(({ members_count: members }) => members >= 10)).toBe(true)
  expect(await sdk.users.getCount({ query: '@crowd.test' })).toBe(300)
})
