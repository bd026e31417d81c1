import { afterAll, expect, test } from 'vitest'
import { startTestServer, webhookPath } from '../../testing/test-server.ts'

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
