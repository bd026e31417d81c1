import { once } from 'node:events'
import { expect, test } from 'vitest'
import { startTestServer } from './testing/test-server.ts'

test('a draining server is not ready, still answers, and closes each connection after its answer', async () => {
  await using server = await startTestServer()
  const authorization = `Bearer ${server.token()}`
  const paths = ['/api/v1/entities/users', '/api/trpc/users.revision', '/livez', '/']
  const ask = async (path: string) => {
    const { status, headers: answered } = await server.get(path, { headers: path === '/' ? {} : { authorization } })
    return [path, status, answered.get('keep-alive') ?? answered.get('connection')]
  }
  const serving = (connection: string) => paths.map((path) => [path, 200, connection])
  // Longer than proxies keep an idle connection.
  expect(await Promise.all(paths.map(ask))).toEqual(serving('timeout=72'))

  const balancer = new AbortController()
  const closed = server.close(once(balancer.signal, 'abort'))
  expect(await ask('/readyz')).toEqual(['/readyz', 503, 'close'])
  expect(await Promise.all(paths.map(ask))).toEqual(serving('close'))

  balancer.abort()
  await closed
  await expect(fetch(server.url)).rejects.toThrow('fetch failed')
})
