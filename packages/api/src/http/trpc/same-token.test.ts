import { z } from 'zod'
import { afterAll, expect, test } from 'vitest'
import { startWebhookServer } from '../../../testing/webhook-server.ts'

const server = await startWebhookServer()
afterAll(() => server[Symbol.asyncDispose]())

const withId = z.object({ id: z.string() })
const paths = ['/api/v1/entities/users', '/api/trpc/users.list']
const codings = ['identity', 'gzip', 'br']

/** The answers of both transports to this token in each coding, with or without If-None-Match. */
async function answers(token: string, etags: (string | null)[] = []) {
  const asked = paths.flatMap((path) => codings.map((coding) => ({ path, coding })))
  return Promise.all(
    asked.map(async ({ path, coding }, index) => {
      const headers = { authorization: `Bearer ${token}`, 'accept-encoding': coding }
      const known = etags[index]
      const response = await server.get(path, { headers: { ...headers, ...(known && { 'if-none-match': known }) } })
      return { status: response.status, etag: response.headers.get('etag'), body: await response.text() }
    }),
  )
}
const statuses = (all: Awaited<ReturnType<typeof answers>>) => new Set(all.map(({ status }) => status))
const etagsOf = (all: Awaited<ReturnType<typeof answers>>) => all.map(({ etag }) => etag)

async function hire(email: string): Promise<{ userId: string; orgId: string; token: string }> {
  const { id: orgId } = withId.parse(await server.change('GET', '/organizations/acme'))
  const { id: userId } = withId.parse(
    await server.change('POST', '/users', { email_address: [email], first_name: 'Newly' }),
  )
  await server.change('POST', `/organizations/${orgId}/memberships`, { user_id: userId, role: 'org:member' })
  await server.clerk.settled()
  return { userId, orgId, token: server.token(email) }
}

test('with warm caches a changed list, a ban and a revoked session apply to a token’s next request', async () => {
  const { userId, token } = await hire('same-token@acme.test')
  const warm = await answers(token)
  expect(statuses(warm)).toEqual(new Set([200]))
  expect(statuses(await answers(token, etagsOf(warm)))).toEqual(new Set([304]))

  await server.change('PATCH', `/users/${userId}`, { first_name: 'Renamed' })
  await server.clerk.settled()
  const renamed = await answers(token, etagsOf(warm))
  expect(statuses(renamed)).toEqual(new Set([200]))
  for (const { body } of renamed) expect(body).toContain('Renamed')

  await server.change('POST', `/users/${userId}/ban`)
  await server.clerk.settled()
  expect(statuses(await answers(token, etagsOf(renamed)))).toEqual(new Set([401]))
  await server.change('POST', `/users/${userId}/unban`)
  await server.clerk.settled()
  const back = server.token('same-token@acme.test')
  const readmitted = await answers(back)
  expect(statuses(readmitted)).toEqual(new Set([200]))

  const [session] = z.array(withId).parse(await server.change('GET', `/sessions?user_id=${userId}&status=active`))
  await server.change('POST', `/sessions/${session?.id}/revoke`)
  await server.clerk.settled()
  expect(statuses(await answers(back, etagsOf(readmitted)))).toEqual(new Set([401]))
})

test('with warm caches a removed member’s token is refused, and the others no longer see the member', async () => {
  const { userId, orgId, token } = await hire('removed@acme.test')
  const other = server.token()
  const warm = await answers(token)
  const shared = await answers(other)
  expect(etagsOf(shared)).toEqual(etagsOf(warm))
  await server.change('DELETE', `/organizations/${orgId}/memberships/${userId}`)
  await server.clerk.settled()
  expect(statuses(await answers(token, etagsOf(warm)))).toEqual(new Set([401]))
  const after = await answers(other, etagsOf(shared))
  expect(statuses(after)).toEqual(new Set([200]))
  for (const { body } of after) expect(body).not.toContain(userId)
})
