import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startTestServer, usersPath, webhookPath } from '../../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

test.each([
  ['/livez', 'GET, HEAD'],
  ['/readyz', 'GET, HEAD'],
  ['/api/openapi.json', 'GET, HEAD'],
  ['/api/docs', 'GET, HEAD'],
  [webhookPath, 'POST'],
])('%s, asked with a method that it lacks, is answered 405 with those that it has', async (path, allow) => {
  for (const method of ['OPTIONS', 'PUT', 'DELETE']) {
    const response = await server.get(path, { method })
    expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, allow])
    expect(await response.text()).toContain('"code":"METHOD_NOT_ALLOWED"')
  }
})

test('a path below one of them is answered 404, whatever the method', async () => {
  for (const method of ['GET', 'POST']) expect((await server.get('/api/docs/x', { method })).status).toBe(404)
})

test('a host’s log that shows debug has a line for each request, with its path and without its query', async () => {
  const lines: object[] = []
  const nothing = () => {}
  const debug = (facts: object, message: string) => void (message === 'request' && lines.push(facts))
  const log = { debug, info: nothing, warn: nothing, error: nothing, isLevelEnabled: () => true }
  await using logging = await startTestServer({ log })
  lines.splice(0)
  const headers = { 'x-request-id': 'req_1' }
  const before = performance.now()
  await logging.get(`${usersPath}?wait=0`, { headers })
  await logging.get('/api/trpc/users.list?input={}', { headers })
  await logging.get('/livez?verbose', { headers })
  const elapsed = Math.ceil(performance.now() - before)
  const ms: unknown = expect.any(Number)
  expect(lines).toEqual([
    { requestId: 'req_1', method: 'GET', path: usersPath, status: 401, ms },
    { requestId: 'req_1', method: 'GET', path: '/api/trpc/users.list', status: 401, ms },
    { requestId: 'req_1', method: 'GET', path: '/livez', status: 200, ms },
  ])
  z.array(z.object({ ms: z.number().max(elapsed) })).parse(lines)
})
