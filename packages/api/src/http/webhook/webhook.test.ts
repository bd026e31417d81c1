import { connect } from 'node:net'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { startWebhookServer } from '../../../testing/webhook-server.ts'

const olderSecret = `whsec_${Buffer.from('the secret before the rotation').toString('base64')}`
const foreignSecret = `whsec_${Buffer.from('the secret of another endpoint').toString('base64')}`

const server = await startWebhookServer()
afterAll(() => server[Symbol.asyncDispose]())

const anyText: unknown = expect.any(String)
const LIMIT = 256 * 1024
const minutesAgo = (minutes: number) => Math.floor(Date.now() / 1000) - minutes * 60

/** An event that renames Alice: if it is applied, the list's ETag changes. */
let rename: string
let before: string | null
beforeEach(async () => {
  const [alice] = await server.list()
  const data = await server.change('GET', `/users/${alice?.id}`)
  rename = JSON.stringify({
    type: 'user.updated',
    object: 'event',
    data: Object.assign({}, data, { first_name: crypto.randomUUID(), updated_at: Date.now() }),
  })
  before = await server.etag()
})

async function expectRefused(response: Response, status: number, code: string) {
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  expect(await response.json()).toEqual({ error: { code, message: anyText } })
  expect(await server.etag()).toBe(before)
}

/** Writes these bytes on a new connection and reads the answer, which may come before all were read. */
async function exchange(head: string[], body: string): Promise<Response> {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  socket.write(['POST /api/webhooks/clerk HTTP/1.1', `host: ${hostname}`, ...head, '', ''].join('\r\n'))
  socket.write(body)
  let answer = ''
  for await (const chunk of socket) {
    answer += String(chunk)
    if (/\r\n\r\n.*\}\}/s.test(answer)) break
  }
  const [, status, text = ''] = /^HTTP\/1.1 (\d+)(?:.*\r\n(\{.*\}\}))?/s.exec(answer) ?? []
  return new Response(text, { status: Number(status), headers: { 'content-type': 'application/json' } })
}

const lines = (headers: Record<string, string>) => Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
const chunked = (body: string) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`

test('a signed event is applied', async () => {
  const response = await server.send(rename)
  expect([response.status, await response.text()]).toEqual([204, ''])
  expect(await server.etag()).not.toBe(before)
})

test.each([
  ['the instance of Clerk’s examples', { instance_id: 'ins_123', data: { id: 'user_29w83sxmDNGwOuEthce5gg56FcC' } }],
  [
    'the instance of Clerk’s specification',
    { instance_id: 'ins_2g7np7Hrk0SN6kj5EDMLDaKNL0S', data: { id: 'user_29w83sxmDNGwOuEthce5gg56FcC' } },
  ],
  ['an id of Clerk’s specification', { data: { id: 'user_2g7np7Hrk0SN6kj5EDMLDaKNL0S' } }],
  ['a sample’s id', { data: { id: 'user_sample_1' } }],
])(
  'a test event of the dashboard, recognized by %s, is accepted, changes nothing and logs no warning',
  async (_by, more) => {
    const faults = () => server.logged().filter((line) => /^(warn|error)/.test(line))
    const known = faults()
    const { status } = await server.send(JSON.stringify({ type: 'user.created', object: 'event', ...more }))
    expect(status).toBe(204)
    expect(faults()).toEqual(known)
    expect(server.logged().at(-1)).toMatch(/^info A test event of Clerk’s dashboard/)
    expect(await server.etag()).toBe(before)
  },
)

test('of events that are not understood, however many, one line a minute is logged', async () => {
  const lines = () => server.logged().filter((line) => line.includes('was not understood'))
  for (const id of ['user_odd1', 'user_odd2', 'user_odd3'])
    expect((await server.send({ type: 'user.merged', object: 'event', data: { id } })).status).toBe(204)
  expect(lines()).toHaveLength(1)
})

test('a signed event of exactly the largest size is applied, with multi-byte characters too', async () => {
  const text = rename.replace(/\}$/, '')
  const body = `${text},"padding":"${'é'.repeat(10)}${'x'.repeat(LIMIT - Buffer.byteLength(text) - '"padding":""'.length - 22)}"}`
  expect(Buffer.byteLength(body)).toBe(LIMIT)
  expect((await server.send(body)).status).toBe(204)
})

test('one valid signature among others is enough, at any position and beside other versions', async () => {
  const headers = server.sign(rename)
  const wrong = `v1,${Buffer.alloc(32).toString('base64')}`
  const several = `v2,${'A'.repeat(44)} ${wrong} ${headers['svix-signature']} v1a,x`
  expect((await server.send(rename, { ...headers, 'svix-signature': several })).status).toBe(204)
})

describe('a delivery is refused, and changes nothing, when', () => {
  const header = (name: string, value: string) => ({ ...server.sign(rename), [name]: value })
  const signature = () => server.sign(rename)['svix-signature'] ?? ''
  const malformed = ['v1', 'v1,', ',', 'v2', 'v1,AAAA', 'v1,' + 'A'.repeat(43)]
  test.each<[string, () => [body: string, headers: Record<string, string>]]>([
    ['its signature is forged', () => [rename, header('svix-signature', `v1,${Buffer.alloc(32).toString('base64')}`)]],
    ...malformed.map((text): [string, () => [string, Record<string, string>]] => [
      `its signature is ${text}`,
      () => [rename, header('svix-signature', text)],
    ]),
    ['its signature has another version', () => [rename, header('svix-signature', signature().replace('v1,', 'v2,'))]],
    ['another secret signed it', () => [rename, server.sign(rename, { secret: foreignSecret })]],
    ['its timestamp is 6 minutes old', () => [rename, server.sign(rename, { atSeconds: minutesAgo(6) })]],
    ['its timestamp is 6 minutes ahead', () => [rename, server.sign(rename, { atSeconds: minutesAgo(-6) })]],
    ['its timestamp is no number', () => [rename, header('svix-timestamp', 'now')]],
    ['its id is not the signed one', () => [rename, header('svix-id', 'msg_other')]],
    ['its body was cut', () => [rename.slice(0, -1), server.sign(rename)]],
    ['its body was encoded again', () => [JSON.stringify(JSON.parse(rename), undefined, 1), server.sign(rename)]],
    ...['svix-id', 'svix-timestamp', 'svix-signature'].map((name): [string, () => [string, Record<string, string>]] => [
      `${name} is missing`,
      () => [rename, Object.fromEntries(Object.entries(server.sign(rename)).filter(([key]) => key !== name))],
    ]),
    ['it is signed but empty', () => ['', server.sign('')]],
    ['it is compressed', () => [rename, header('content-encoding', 'gzip')]],
  ])('%s', async (_why, delivery) => {
    await expectRefused(await server.send(...delivery()), 400, 'VALIDATION_ERROR')
  })

  test('it is signed but not JSON', async () => {
    const response = await server.send('user=alice')
    expect(await response.clone().text()).toMatch(/JSON/)
    await expectRefused(response, 400, 'VALIDATION_ERROR')
  })

  test('its content type is not JSON', async () => {
    await expectRefused(await server.send(rename, header('content-type', 'text/plain')), 415, 'UNSUPPORTED_MEDIA_TYPE')
  })

  test('it is larger than 256 kB', async () => {
    await expectRefused(await server.send(rename + ' '.repeat(LIMIT)), 413, 'PAYLOAD_TOO_LARGE')
  })

  test('it is larger than 256 kB and no header says so', async () => {
    const body = rename + ' '.repeat(LIMIT)
    const head = [...lines(server.sign(body)), 'transfer-encoding: chunked']
    await expectRefused(await exchange(head, chunked(body)), 413, 'PAYLOAD_TOO_LARGE')
  })

  test('its length is given as less than it is', async () => {
    const head = [...lines(server.sign(rename)), `content-length: ${rename.length - 10}`]
    // Node itself answers, without the documented body: the rest is no valid request.
    expect((await exchange(head, rename)).status).toBe(400)
    expect(await server.etag()).toBe(before)
  })

  test('its length is given as more than the limit', async () => {
    const head = [...lines(server.sign(rename)), `content-length: ${2 * LIMIT}`]
    await expectRefused(await exchange(head, rename + ' '.repeat(LIMIT)), 413, 'PAYLOAD_TOO_LARGE')
  })

  test.each(['GET', 'PUT', 'DELETE'])('it comes by %s', async (method) => {
    const response = await fetch(`${server.url}/api/webhooks/clerk`, { method, headers: server.sign('') })
    expect(response.headers.get('allow')).toBe('POST')
    await expectRefused(response, 405, 'METHOD_NOT_ALLOWED')
  })
})

describe('while the signing secret is rotated', async () => {
  const newer = `whsec_${Buffer.from('the secret after the rotation').toString('base64')}`
  const rotating = await startWebhookServer({
    clerk: { webhookSigningSecrets: [newer, olderSecret] },
    limits: { address: 3 },
  })
  afterAll(() => rotating[Symbol.asyncDispose]())
  const send = (secret: string) => rotating.send(rename, rotating.sign(rename, { secret }))

  test('either secret is accepted, and no other', async () => {
    const answers = await Promise.all([newer, olderSecret, foreignSecret].map(send))
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 400])
  })

  test('refused deliveries are limited by address, and a signed one is accepted all the same', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => send(foreignSecret)))
    const limited = answers.find(({ status }) => status === 429)
    expect(Number(limited?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await send(olderSecret)).status).toBe(204)
  })
})

test.each([[[]], [['']], [['whsec_']]])('without a signing secret (%j) there is no webhook route', async (secrets) => {
  await using closed = await startWebhookServer({ clerk: { webhookSigningSecrets: secrets } })
  const response = await closed.send(rename)
  expect(response.status).toBe(404)
  expect(await response.json()).toEqual({ error: { code: 'NOT_FOUND', message: anyText } })
})
