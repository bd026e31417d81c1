import { Agent, request } from 'node:http'
import { createRandom, type Random } from '@roster/db/testing'
import { z } from 'zod'
import type { Options, Verdict } from './group.ts'
import { startReplicas } from './replicas.ts'

const REQUESTS = 50_000
const AT_ONCE = 20
const SEED = 14

const document = z.object({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ parameters: z.array(z.object({ name: z.string(), in: z.string() })).default([]) })),
  ),
})
const texts = [
  '',
  ' ',
  'a\0b',
  '\ud800',
  '🦄',
  '../..',
  '%',
  '%00',
  "' OR 1=1 --",
  '${7*7}',
  'null',
  '-1',
  '1e309',
  'x'.repeat(3_000),
]
const values: unknown[] = [...texts, null, true, 0, -1, 1.5, 2 ** 31, 2 ** 53, [], {}, [[[]]], { a: { b: {} } }]
const uuid = '00000000-0000-4000-8000-000000000000'
const procedures: [method: string, name: string, input: Record<string, unknown>][] = [
  ['GET', 'users.list', { consistency: 'strong' }],
  ['GET', 'users.revision', {}],
  ['GET', 'users.resolve', { ids: ['user_1'] }],
  ['GET', 'leads.list', {}],
  ['POST', 'leads.create', { name: 'A lead', company: null }],
  ['POST', 'leads.assign', { leadId: uuid, assigneeId: 'user_1', version: 1 }],
  ['POST', 'apiKeys.revoke', { id: 'ak_1' }],
  ['GET', 'nobody.knows', {}],
]
const targets = [
  '//api/v1',
  '/api/trpc/%',
  '/API/x',
  '/%2e%2e/api',
  '/__clerk/%zz',
  '/assets/..%2f..%2fpackage.json',
  '/?',
  '/livez?%',
]

type Ask = { method: string; path: string; headers: Record<string, string>; body?: string }

/** Requests derived from the OpenAPI document and the procedures, with any value in any place. */
export async function* fuzz({ scale }: Options): AsyncIterable<Verdict> {
  await using replicas = await startReplicas(1)
  const url = replicas.servers[0]?.url() ?? ''
  const { paths } = document.parse(await (await fetch(`${url}/api/openapi.json`)).json())
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters }]) => ({ path, method: method.toUpperCase(), parameters })),
  )
  const random = createRandom(SEED)
  const credentials = [
    replicas.headers(),
    replicas.headers(),
    {},
    { authorization: 'Bearer ak_x' },
    { authorization: 'Bearer a.b.c' },
  ]
  const pick = <Item>(items: readonly [Item, ...Item[]]) => random.pick(items) ?? items[0]
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const statuses: Record<string, number> = {}
  const wrong: string[] = []
  let left = Math.round(REQUESTS * scale)

  function next(): Ask {
    const headers = { ...random.pick(credentials), ...oddHeaders(random) }
    if (random.chance(0.1))
      return { method: pick(['GET', 'POST', 'TRACE', 'PUT']), path: random.pick(targets) ?? '/', headers }
    if (random.chance(0.1))
      return {
        method: 'POST',
        path: '/api/webhooks/clerk',
        headers: { ...headers, ...svix(random) },
        body: textOf(random),
      }
    const operation = random.pick(operations)
    if (operation && random.chance(0.4)) {
      const named = (place: string) =>
        operation.parameters
          .filter((each) => each.in === place && random.chance(0.7))
          .map(({ name }) => [name, textOf(random)])
      const query = named('query').map(([name, text = '']) => `${name}=${random.chance(0.8) ? encode(text) : '%'}`)
      const given: Record<string, string> = Object.fromEntries(
        named('header').map(([name = '', text = '']) => [name, headerValue(text)] as const),
      )
      return {
        method: operation.method,
        path: `${operation.path}?${query.join('&')}`,
        headers: { ...headers, ...given },
      }
    }
    const [method, name, input] = random.pick(procedures) ?? procedures[0] ?? ['GET', '', {}]
    const text = random.chance(0.1) ? textOf(random) : JSON.stringify(changed(random, input))
    const path = `/api/trpc/${random.chance(0.1) ? `${name},${name}` : name}${random.chance(0.1) ? '?batch=1' : ''}`
    if (method === 'POST')
      return { method, path, headers: { 'content-type': 'application/json', ...headers }, body: text }
    return { method, path: `${path}${path.includes('?') ? '&' : '?'}input=${encode(text)}`, headers }
  }

  async function worker(): Promise<void> {
    while (left > 0) {
      left -= 1
      const ask = next()
      const status = await send(url, agent, ask)
      statuses[status] = (statuses[status] ?? 0) + 1
      if (status === 500 || status === 0)
        wrong.push(`${status} ${ask.method} ${ask.path.slice(0, 200)} ${(ask.body ?? '').slice(0, 200)}`)
    }
  }

  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  agent.destroy()
  const alive = await fetch(`${url}/livez`).then(
    ({ ok }) => ok,
    () => false,
  )
  yield {
    promise: 'no request derived from the OpenAPI document and the procedures is answered 500 or ends the process',
    number: `${JSON.stringify(statuses)} ${wrong.slice(0, 5).join(' | ')}`,
    holds: alive && wrong.length === 0,
  }
}

function send(url: string, agent: Agent, { method, path, headers, body }: Ask): Promise<number> {
  return new Promise((resolve) => {
    const asking = request(url, { agent, method, path, headers, timeout: 30_000 }, (response) => {
      response.resume().once('close', () => resolve(response.statusCode ?? 0))
    })
    asking.once('timeout', () => asking.destroy())
    asking.once('error', () => resolve(0)).end(body)
  })
}

function changed(random: Random, input: Record<string, unknown>): unknown {
  if (random.chance(0.1)) return random.pick(values)
  const entries = Object.entries(input).map(([name, value]) => [name, random.chance(0.5) ? random.pick(values) : value])
  return Object.fromEntries(random.chance(0.1) ? [...entries, ['__proto__', random.pick(values)]] : entries)
}

function oddHeaders(random: Random): Record<string, string> {
  const names = [
    'accept',
    'accept-encoding',
    'if-none-match',
    'origin',
    'x-request-id',
    'content-type',
    'x-forwarded-for',
  ]
  return Object.fromEntries(names.filter(() => random.chance(0.1)).map((name) => [name, headerValue(textOf(random))]))
}

function svix(random: Random): Record<string, string> {
  const timestamp = random.chance(0.7) ? String(Math.floor(Date.now() / 1000)) : headerValue(textOf(random))
  return {
    'content-type': 'application/json',
    'svix-id': 'msg',
    'svix-timestamp': timestamp,
    'svix-signature': headerValue(`v1,${textOf(random)}`),
  }
}

function textOf(random: Random): string {
  return random.pick(texts) ?? ''
}

// Replaces characters that the client's own library refuses to send.
function headerValue(text: string): string {
  return text.replaceAll(/[^\t\x20-\x7e]/g, '?')
}

function encode(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'))
}
