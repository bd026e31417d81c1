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
