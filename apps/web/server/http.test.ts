import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { startTestServer } from './testing/test-server.ts'

const users = '/api/v1/entities/users'
const server = await startTestServer({ NODE_ENV: 'production', RATE_LIMIT_ADDRESS: '400' })
afterAll(() => server[Symbol.asyncDispose]())

const anyText: unknown = expect.any(String)
const json: unknown = expect.stringMatching(/^application\/json/)
const html: unknown = expect.stringMatching(/^text\/html/)
const bearer = () => `authorization: Bearer ${server.token()}`

/** Sends exactly these lines, and reads until the server closes the connection. */
async function exchange(
  ...lines: string[]
): Promise<{ status: number; type: string | null; head: string; body: string }> {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  socket.write([...lines, '', ''].join('\r\n'))
  let answer = ''
  socket.on('data', (chunk) => (answer += String(chunk)))
  await once(socket, 'close')
  const [head = '', body = ''] = answer.split(/\r\n\r\n(.*)/s)
  const status = Number(/^HTTP\/1.1 (\d+)/.exec(head)?.[1])
  return { status, type: /^content-type: (.*)$/im.exec(head)?.[1] ?? null, head, body }
}
const get = (target: string, ...more: string[]) =>
  exchange(`GET ${target} HTTP/1.1`, 'host: roster.test', 'connection: close', ...more)

test.each([
  `http://localhost:3000${users}`,
  `https://roster.example.com${users}?consistency=`,
  `HTTP://user@[::1]:80${users}`,
])('a target in absolute form is its path: %s', async (target) => {
  const wanted = target.includes('?') ? 400 : 200
  expect((await get(target, bearer())).status).toBe(wanted)
  expect((await get(target)).status).toBe(401)
})

test('a target in absolute form without a path is answered with the page', async () => {
  expect(await get('http://localhost:3000')).toMatchObject({ status: 200, type: html })
  expect((await get('http://localhost:3000?a=b')).status).toBe(200)
})

describe('an unknown path is answered with the documented error, never a page, if', () => {
  const spellings = [
    `/${users}`,
    `//${users}`,
    '/api//v1/entities/users',
    '/API/v1/entities/users',
    '/Api/Docs',
    '/%61pi/v1/entities/users',
    '/%2Fapi/v1/entities/users',
    '/api%2Fv1%2Fentities%2Fusers',
    '/./api/v1/entities/people',
    '/x/../api/v1/entities/people',
    '/%5Capi/v1',
    '/api',
    '/api/',
    '/API?x=1',
    '/api;v=1/users',
    '/__CLERK/v1/client',
    '/livez/',
    '/READYZ',
    '/api/%',
    '/api/%zz',
    '/api/v1/entities/users%',
    '/API/%',
    '/favicon.ico',
    '/.env',
    '/robots.txt',
    '/v1/openapi.json',
    '/app/api/v1/entities/users',
    '/x/..%2fapi/v1/entities/users',
    '/x%2F..%2FAPI%2Fv1',
    '/http://localhost:3000/api/v1/entities/users',
    '/x%5C..%5Capi',
  ]
  test.each(spellings)('GET %s', async (target) => {
    for (const accept of ['application/json', 'text/html,*/*;q=0.8', '*/*']) {
      const { status, type, body } = await get(target, `accept: ${accept}`)
      expect([status, type]).toEqual([404, json])
      expect(JSON.parse(body)).toEqual({ error: { code: 'NOT_FOUND', message: anyText } })
    }
  })

  test.each(['application/json', 'application/json, text/plain, */*', 'text/csv'])(
    'any path, asked with Accept: %s',
    async (accept) => {
      expect(await get('/v1/entities/users', `accept: ${accept}`)).toMatchObject({
        status: 404,
        type: json,
      })
    },
  )

  test.each(['/v1/entities/users', '/entities/users', '/trpc', '/%252Fapi/v1/entities/users', '/healthz'])(
    'a bearer token comes with it: GET %s',
    async (target) => {
      for (const accept of ['*/*', 'text/html'])
        expect(await get(target, `accept: ${accept}`, bearer())).toMatchObject({ status: 404, type: json })
      expect(await get(target, 'accept: */*', 'authorization: Basic eDp5')).toMatchObject({ status: 200, type: html })
    },
  )

  test('a browser gets the page on any other path', async () => {
    for (const path of ['/', '/leads', '/api-access', '/sign-in/factor-one', '/nowhere', '/%', '/50%25', '/é']) {
      const accept = 'accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
      expect(await get(encodeURI(path).replaceAll('%25', '%'), accept)).toMatchObject({
        status: 200,
        type: html,
      })
    }
  })
})

test('malformed percent encoding is answered 400 or 404 as JSON on every path of the API', async () => {
  for (const path of [
    '/api/trpc/%',
    '/api/trpc/%E0%A4',
    '/api/trpc/users.list%',
    '/api/trpc/%,%?batch=1',
    '/api/docs/%',
  ]) {
    const { status, type, body } = await get(path, bearer())
    expect([path, [400, 404].includes(status), type]).toEqual([path, true, json])
    expect(body).not.toMatch(/URIError|malformed|\.[jt]s:/)
  }
  expect((await get(`${users}?consistency=%`, bearer())).status).toBe(400)
})

test('a request by HTTP/1.0, as of some health checks, needs no Host', async () => {
  for (const path of ['/livez', '/readyz', '/']) expect((await exchange(`GET ${path} HTTP/1.0`)).status).toBe(200)
  expect((await exchange(`GET ${users} HTTP/1.0`, bearer())).status).toBe(200)
})

test.each(['OPTIONS *', 'GET /\\', 'GET /api/\\x', 'TRACE /', 'PROPFIND /api/v1', 'DELETE /'])(
  '%s is answered with an error of the documented shape',
  async (request) => {
    const { status, body } = await exchange(`${request} HTTP/1.1`, 'host: roster.test', 'connection: close')
    expect([400, 404, 405]).toContain(status)
    expect(JSON.parse(body)).toEqual({ error: { code: anyText, message: anyText } })
  },
)

const ofRoster = [users, '/api/trpc/users.list', '/api/docs', '/api/openapi.json', '/livez', '/readyz']
const others = ['/', '/assets/none.js', '/api/v1/nothing', '/\\']

test.each([...ofRoster, ...others])('the answer of %s has nosniff, HSTS in production, and an id', async (target) => {
  const { head } = await get(target)
  expect(head).toMatch(/^x-content-type-options: nosniff$/im)
  expect(head).toMatch(/^strict-transport-security: max-age=31536000$/im)
  expect(head).toMatch(/^x-request-id: [\w-]{16,36}$/im)
  expect((await get(target, 'x-request-id: a.b:c_d-1')).head).toMatch(/^x-request-id: a\.b:c_d-1$/im)
  expect((await get(target, `x-request-id: ${'x'.repeat(65)}`)).head).not.toContain('x'.repeat(65))
})

test('the page may load the sources that Clerk documents, and may not be framed', async () => {
  const csp = (await server.get('/')).headers.get('content-security-policy') ?? ''
  const sources = new Map(csp.split('; ').map((each) => [each.split(' ')[0], each.split(' ').slice(1)]))
  const instance = server.clerk.issuer
  const [challenges, protect] = ['https://challenges.cloudflare.com', 'https://*.protect.clerk.com:*']
  expect(sources.get('script-src')).toEqual(["'self'", instance, challenges, protect])
  expect(sources.get('connect-src')).toEqual(["'self'", instance, protect])
  expect(sources.get('frame-src')).toEqual(["'self'", challenges, protect])
  expect(sources.get('img-src')).toContain('https://img.clerk.com')
  expect(sources.get('worker-src')).toEqual(["'self'", 'blob:'])
  expect(sources.get('frame-ancestors')).toEqual(["'none'"])
})

test('the documentation is one small answer, compressed for who accepts that', async () => {
  const read = (accepted: string) => server.get('/api/docs', { headers: { 'accept-encoding': accepted } })
  const [brotli, gzip, plain] = await Promise.all([read('br, gzip'), read('gzip'), read('identity, br;q=0')])
  expect([brotli, gzip, plain].map(({ headers }) => headers.get('content-encoding'))).toEqual(['br', 'gzip', null])
  const page = await plain.text()
  expect([await brotli.text(), await gzip.text()]).toEqual([page, page])
  expect(page).not.toMatch(/ src="| href="(?!#|openapi\.json"|\.\.\/favicon\.svg")/)
  const { head } = await get('/api/docs', 'accept-encoding: br')
  expect(head).toMatch(/^content-encoding: br$/im)
})
