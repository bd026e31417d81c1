import { expect, test } from 'vitest'
import { startTestServer } from './testing/test-server.ts'

test('with the keys of a Clerk instance, connections are refused until the server is ready', async () => {
  const before = await startTestServer()
  await before[Symbol.asyncDispose]()
  let seen: string | undefined
  await using server = await startTestServer({ PORT: new URL(before.url).port }, undefined, async () => {
    seen = await fetch(before.url).then(
      ({ status }) => `answered ${status}`,
      (error: unknown) => String(Reflect.get(Object(Reflect.get(Object(error), 'cause')), 'code')),
    )
  })
  expect([server.url, seen]).toEqual([before.url, 'ECONNREFUSED'])
  expect((await server.get('/readyz')).status).toBe(200)
})

test('with the local Clerk, a browser that asks too early is told to ask again', async () => {
  const before = await startTestServer()
  await before[Symbol.asyncDispose]()
  const names = ['SECRET_KEY', 'PUBLISHABLE_KEY', 'JWT_KEY', 'API_URL', 'WEBHOOK_SIGNING_SECRET', 'AUTHORIZED_PARTIES']
  const unset = Object.fromEntries(names.map((name) => [`CLERK_${name}`, '']))
  const ports = { PORT: new URL(before.url).port, CLERK_LOCAL_PORT: '0' }
  let seen: unknown[] = []
  await using server = await startTestServer({ ...unset, ...ports }, undefined, async () => {
    const { status, headers } = await fetch(before.url)
    seen = [status, headers.get('retry-after'), headers.get('refresh')]
  })
  expect(seen).toEqual([503, '1', '1'])
  expect((await server.get('/')).headers.get('refresh')).toBeNull()
})
