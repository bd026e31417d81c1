import { memberSchema } from '../../member.ts'
import { userSchema } from '../../user.ts'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { callRest, exchangeRest, type RestAnswer, type RestAsk } from '../../../testing/rest-call.ts'
import { credentialKinds, organizations, restCallers } from '../../../testing/rest-callers.ts'
import { membersPath, startTestServer, usersPath } from '../../../testing/test-server.ts'

const page = 'https://app.example.test'
const server = await startTestServer({ corsOrigins: [page, 'http://localhost:8080'] })
afterAll(() => server[Symbol.asyncDispose]())
const callers = await restCallers(server)

const sizes = { acme: 25, globex: 40, initech: 60 }
const paths = { users: usersPath, members: membersPath }
const lists = ['users', 'members'] as const
type List = (typeof lists)[number]
const representations = ['json identity', 'json gzip', 'json br', 'csv identity', 'csv gzip', 'csv br'] as const
type Representation = (typeof representations)[number]

function callerOf(kind: string, organization: string) {
  const caller = callers.find((each) => each.kind === kind && each.organization === organization)
  if (!caller) throw new Error(`nobody calls ${organization} with ${kind}`)
  return caller
}

// Ignores headers of the connection and those that differ for each request.
const ownHeaders = new Set(['connection', 'keep-alive', 'date', 'x-request-id', 'ratelimit', 'transfer-encoding'])

/** Calls `roster.node` and `roster.fetch` with the request's or the caller's credential, and compares the answers. */
async function ask({ authorization }: { authorization: () => string }, request: RestAsk = {}): Promise<RestAnswer> {
  const asked = { ...request, headers: { authorization: authorization(), ...request.headers } }
  const [node, web] = await Promise.all([callRest(server.url, asked), exchangeRest(server.webUrl, asked)])
  const shared = ({ status, headers, body }: RestAnswer) => ({
    status,
    headers: [...headers].filter(([name]) => !ownHeaders.has(name)),
    sameBody: body.equals(node.body),
  })
  expect(shared(web)).toEqual(shared(node))
  return node
}

function accepting(representation: Representation): Record<string, string> {
  const [format, coding] = representation.split(' ')
  return { accept: format === 'csv' ? 'text/csv' : 'application/json', 'accept-encoding': coding ?? '' }
}

/** The result of `make` for each representation. */
async function ofEach<Made>(make: (representation: Representation) => Promise<Made>) {
  return {
    'json identity': await make('json identity'),
    'json gzip': await make('json gzip'),
    'json br': await make('json br'),
    'csv identity': await make('csv identity'),
    'csv gzip': await make('csv gzip'),
    'csv br': await make('csv br'),
  } satisfies Record<Representation, Made>
}

type Tags = Record<Representation, string>

const tagsOf = (name: List, organization: string): Promise<Tags> =>
  ofEach(async (representation) => {
    const asked = { path: paths[name], headers: accepting(representation) }
    const answer = await ask(callerOf('a session token', organization), asked)
    return answer.headers.get('etag') ?? ''
  })

const tagsOfAll = async (name: List) => ({
  acme: await tagsOf(name, 'acme'),
  globex: await tagsOf(name, 'globex'),
  initech: await tagsOf(name, 'initech'),
})

const idsOf = async (organization: string) =>
  z
    .array(userSchema)
    .parse(JSON.parse((await ask(callerOf('a session token', organization))).text))
    .map(({ id: userId }) => userId)

let known: Record<List, Awaited<ReturnType<typeof tagsOfAll>>>
let ids: Record<keyof typeof sizes, string[]>
// Within a test, so that a mutant of the code that answers concerns single tests, and not the loading of this file.
beforeEach(async () => {
  known ??= { users: await tagsOfAll('users'), members: await tagsOfAll('members') }
  ids ??= { acme: await idsOf('acme'), globex: await idsOf('globex'), initech: await idsOf('initech') }
})

type Expected = { status: number; representation?: Representation; headers?: Record<string, string | RegExp | null> }

function expectAnswer({ status, headers }: RestAnswer, expected: Expected): void {
  const wanted = Object.entries(expected.headers ?? {})
  const found = wanted.map(([name]) => [name, headers.get(name)] as const)
  expect({ status, ...Object.fromEntries(found) }).toEqual({
    status: expected.status,
    ...Object.fromEntries(wanted.map(([name, value]) => [name, value instanceof RegExp ? matching(value) : value])),
  })
}

const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern)

/** The organization of each user of a list, or the ids of its members. */
function readList(name: List, format: string | undefined, text: string): unknown[] {
  if (format === 'csv') {
    const lines = text.trimEnd().split('\r\n').slice(1)
    return lines.map((line) => line.split(',').at(name === 'users' ? -1 : 0))
  }
  const parsed: unknown = JSON.parse(text)
  return name === 'users'
    ? z
        .array(userSchema.strict())
        .parse(parsed)
        .map(({ clerkOrgId }) => clerkOrgId)
    : z
        .array(memberSchema.strict())
        .parse(parsed)
        .map(({ userId }) => userId)
}

/** Expects exactly this organization's list in this representation, with its headers. */
function expectList(
  answer: RestAnswer,
  name: List,
  organization: keyof typeof sizes,
  orgId: string,
  wanted: Representation,
): void {
  const [format, coding] = wanted.split(' ')
  const { headers, text, body } = answer
  expect(readList(name, format, text)).toEqual(
    name === 'users' ? ids[organization].map(() => orgId) : ids[organization],
  )
  expect(ids[organization]).toHaveLength(sizes[organization])
  expectAnswer(answer, {
    status: 200,
    headers: {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/json; charset=utf-8',
      'content-encoding': coding === 'identity' ? null : (coding ?? ''),
      'content-length': String(body.length),
      'x-total-count': String(sizes[organization]),
      etag: known[name][organization][wanted],
    },
  })
  expect(headers.getSetCookie()).toEqual([])
}

const vary = 'Authorization, Accept, Accept-Encoding, Origin'
const always = { vary, 'x-request-id': /^[\w.:-]{1,64}$/ }
const onLists = {
  ...always,
  'cache-control': 'private, no-cache',
  etag: /^"[\w-]{27}"$/,
  'x-data-as-of': /^20\d\d-\d\d-\d\dT[\d:.]+Z$/,
  ratelimit: /^"credential";r=\d+;t=\d+, "organization";r=\d+;t=\d+$/,
  'ratelimit-policy': '"credential";q=100000;w=60, "organization";q=100000;w=60',
  'access-control-allow-origin': null,
}
const list = (representation: Representation = 'json identity', more = {}): Expected => ({
  status: 200,
  representation,
  headers: { ...onLists, ...more },
})
const unchanged: Expected = {
  status: 304,
  headers: { ...onLists, 'content-type': null, 'content-length': null, 'content-encoding': null },
}
const error = (status: number, more: Expected['headers'] = {}): Expected => ({
  status,
  headers: { ...always, 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8', ...more },
})
const notAllowed = error(405, { allow: 'GET, HEAD, OPTIONS', etag: null })

const methods: [string, RestAsk, Expected][] = [
  ['GET answers the list', {}, list()],
  ['HEAD answers its headers', { method: 'HEAD' }, { status: 200, headers: { ...onLists, 'content-length': /^\d+$/ } }],
  [
    'OPTIONS names the methods',
    { method: 'OPTIONS' },
    { status: 204, headers: { ...always, allow: 'GET, HEAD, OPTIONS', etag: null, 'content-length': null } },
  ],
  ...['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'].map((method): [string, RestAsk, Expected] => [
    `${method} is not allowed`,
    { method },
    notAllowed,
  ]),
  ['a parameter that is not there changes nothing', { query: '?limit=10&organization=globex' }, list()],
  ['an unknown consistency is refused', { query: '?consistency=weak' }, error(400, { etag: null })],
  ['an empty consistency is refused', { query: '?consistency=' }, error(400, { etag: null })],
  ['a wait for a confirmed list is refused', { query: '?wait=25&consistency=strong' }, error(400, { etag: null })],
  ['a range is ignored', { headers: { range: 'bytes=0-9' } }, list('json identity', { 'content-range': null })],
]

const tag = 'json identity'
const preconditions: [string, (tags: { own: Tags; other: Tags; otherList: Tags }) => string, Expected][] = [
  ['the tag', ({ own }) => own[tag], unchanged],
  ['its weak form, as a proxy may make it', ({ own }) => `W/${own[tag]}`, unchanged],
  ['a list with it', ({ own }) => `"a", ${own[tag]}, "b"`, unchanged],
  ['a list with its weak form, without spaces', ({ own }) => `W/"a",W/${own[tag]}`, unchanged],
  ['all of its tags', ({ own }) => Object.values(own).join(', '), unchanged],
  ['any', () => '*', unchanged],
  ['a wrong tag', () => '"wrong"', list()],
  ['the tag without its quotes', ({ own }) => own[tag].slice(1, -1), list()],
  ['the beginning of the tag', ({ own }) => `${own[tag].slice(0, 20)}"`, list()],
  ['nothing', () => '', list()],
  ['the tag of another coding', ({ own }) => own['json gzip'], list()],
  ['the tag of another format', ({ own }) => own['csv identity'], list()],
  ['the tag of another organization', ({ other }) => other[tag], list()],
  ['all tags of another organization', ({ other }) => Object.values(other).join(', '), list()],
  ['all tags of the other list', ({ otherList }) => Object.values(otherList).join(', '), list()],
]

const id = '0b6b3c1e-58f4-4b44-9e0a-9d7f3f9f3f60'
const made = /^[\w-]{16}$/
const requestIds: [string, RestAsk, Expected][] = [
  ['is made where there is none', {}, list('json identity', { 'x-request-id': made })],
  ['is kept', { headers: { 'x-request-id': id } }, list('json identity', { 'x-request-id': id })],
  ['of one letter is kept', { headers: { 'x-request-id': 'a' } }, list('json identity', { 'x-request-id': 'a' })],
  ['that is long is replaced', { headers: { 'x-request-id': 'a'.repeat(65) } }, list(tag, { 'x-request-id': made })],
  ['that would break the log is replaced', { headers: { 'x-request-id': 'a b' } }, list(tag, { 'x-request-id': made })],
  [
    'is kept on 405',
    { method: 'POST', headers: { 'x-request-id': id } },
    { ...notAllowed, headers: { 'x-request-id': id } },
  ],
  [
    'is kept on 304',
    { headers: { 'x-request-id': id, 'if-none-match': '*' } },
    { status: 304, headers: { 'x-request-id': id } },
  ],
]

const exposed =
  /ETag.*X-Request-Id.*X-Total-Count.*X-Data-As-Of.*RateLimit.*RateLimit-Policy.*Retry-After.*WWW-Authenticate.*Allow/
const ours = { 'access-control-allow-origin': page, 'access-control-expose-headers': exposed }
const notOurs = { 'access-control-allow-origin': null, 'access-control-expose-headers': null }
const preflight = (origin: string): RestAsk => ({
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': 'GET',
    'access-control-request-headers': 'authorization,if-none-match',
  },
})
const origins: [string, RestAsk, Expected][] = [
  ['that is known may read the list', { headers: { origin: page } }, list(tag, ours)],
  [
    'that is known with its port may read the list',
    { headers: { origin: 'http://localhost:8080' } },
    list(tag, { 'access-control-allow-origin': 'http://localhost:8080' }),
  ],
  [
    'that is known may read a 304',
    { headers: { origin: page, 'if-none-match': '*' } },
    { status: 304, headers: { ...ours, vary } },
  ],
  ['that is known may read an error', { method: 'DELETE', headers: { origin: page } }, error(405, ours)],
  [
    'that is known may send a credential',
    preflight(page),
    {
      status: 204,
      headers: {
        ...ours,
        vary,
        'access-control-allow-methods': 'GET, HEAD',
        'access-control-allow-headers': 'Authorization, If-None-Match, X-Request-Id',
        'access-control-max-age': /^[1-9]\d+$/,
        'access-control-allow-credentials': null,
      },
    },
  ],
  [
    'that is unknown gets no CORS headers, only the methods',
    preflight('https://evil.example.test'),
    { status: 204, headers: { ...notOurs, 'access-control-allow-methods': null, allow: 'GET, HEAD, OPTIONS' } },
  ],
  ...[
    'https://evil.example.test',
    `${page}.evil.test`,
    'http://app.example.test',
    `${page}:444`,
    'http://localhost',
    'null',
  ].map((origin): [string, RestAsk, Expected] => [
    `${origin} may read nothing`,
    { headers: { origin } },
    list(tag, notOurs),
  ]),
]

// Lists differ in content and organizations in ownership, so not every combination is needed.
const everyone = [
  ...organizations.flatMap((organization) => credentialKinds.map((kind) => ['users', organization, kind] as const)),
  ...credentialKinds.map((kind) => ['members', 'globex', kind] as const),
]

describe.each(everyone)('the %s of %s with %s', (name, organization, kind) => {
  const caller = callerOf(kind, organization)
  const other = organizations.find((each) => each !== organization) ?? 'acme'
  const tags = () => ({
    own: known[name][organization],
    other: known[name][other],
    otherList: known[name === 'users' ? 'members' : 'users'][organization],
  })
  const askOwn = (request: RestAsk) => ask(caller, { ...request, path: paths[name] })

  async function expectAsked(request: RestAsk, expected: Expected): Promise<void> {
    const answer = await askOwn(request)
    expectAnswer(answer, expected)
    if (expected.representation) expectList(answer, name, organization, caller.orgId, expected.representation)
    expect(answer.body.length === 0).toBe([204, 304].includes(answer.status) || request.method === 'HEAD')
    expect(Object.values(tags().other)).not.toContain(answer.headers.get('etag'))
  }

  test.each(methods)('%s', (_rule, request, expected) => expectAsked(request, expected))
  test.each(preconditions)('If-None-Match: %s', (_rule, value, expected) =>
    expectAsked({ headers: { 'if-none-match': value(tags()) } }, expected),
  )
  test.each(preconditions)('If-None-Match by HEAD: %s', async (_rule, value, { status }) => {
    const answer = await askOwn({ method: 'HEAD', headers: { 'if-none-match': value(tags()) } })
    expect([answer.status, answer.headers.get('etag')]).toEqual([status, tags().own[tag]])
  })
  test.each(requestIds)('a request id %s', (_rule, request, expected) => expectAsked(request, expected))
  test.each(origins)('a page %s', (_rule, request, expected) => expectAsked(request, expected))

  test.each(representations)('HEAD has the headers of GET and no body: %s', async (representation) => {
    const headers = { ...accepting(representation), 'x-request-id': 'same' }
    const [get, head] = [await askOwn({ headers }), await askOwn({ method: 'HEAD', headers })]
    const fixed = ({ headers: all }: RestAnswer) => [...all].filter(([name]) => name !== 'date' && name !== 'ratelimit')
    expect(fixed(head)).toEqual(fixed(get))
    expect([get.body.length, head.body.length]).toEqual([Number(get.headers.get('content-length')), 0])
  })

  test.each(representations)('each representation is known by its own tag: %s', async (representation) => {
    const { own } = tags()
    const headers = { ...accepting(representation), 'if-none-match': own[representation] }
    expect((await askOwn({ headers })).status).toBe(304)
    for (const another of representations.filter((each) => each !== representation)) {
      const answer = await askOwn({ headers: { ...headers, 'if-none-match': own[another] } })
      expectList(answer, name, organization, caller.orgId, representation)
    }
  })
})

describe('a caller who may not see the list does not learn whether it changed', () => {
  const refused: [string, () => string | undefined, number][] = [
    ['without a credential', () => undefined, 401],
    ['with garbage', () => 'Bearer garbage', 401],
    ['with an unknown API key', () => 'Bearer ak_unknown', 401],
    ['by another scheme', () => 'Basic YWxpY2U6cm9zdGVy', 401],
    ['with a session without an organization', () => `Bearer ${server.token('nora@nobody.test', null)}`, 400],
  ]
  const asked = refused.flatMap(([who, authorization, status]) =>
    lists.flatMap((name) =>
      ['GET', 'HEAD'].flatMap((method) =>
        ['any tag', 'its tag'].map((ifNoneMatch) => [who, name, method, ifNoneMatch, authorization, status] as const),
      ),
    ),
  )
  test.each(asked)(
    '%s, %s by %s with If-None-Match %s',
    async (_who, name, method, ifNoneMatch, credential, status) => {
      const authorization = credential()
      const sent = ifNoneMatch === 'its tag' ? known[name].acme[tag] : '*'
      const headers = { 'if-none-match': sent, ...(authorization && { authorization }) }
      const answer = await callRest(server.url, { method, path: paths[name], headers })
      expectAnswer(answer, error(status, { etag: null, 'x-total-count': null, 'x-data-as-of': null }))
      expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null)
      expect(answer.headers.get('ratelimit-policy')).toMatch(status === 401 ? /^"address"/ : /^"credential"/)
      expect(answer.headers.get('content-length')).toMatch(method === 'GET' ? String(answer.body.length) : /^\d+$/)
    },
  )

  test.each(['GET', 'HEAD', 'OPTIONS', 'POST'])('%s never needs a cookie and never sets one', async (method) => {
    const answer = await callRest(server.url, { method, headers: { cookie: `__session=${server.token()}` } })
    expect(answer.status).toBe({ GET: 401, HEAD: 401, OPTIONS: 204, POST: 405 }[method])
    expect(answer.headers.get('set-cookie')).toBeNull()
  })
})

describe('organizations are separate', () => {
  test('both credentials of an organization get the same bytes and tag, which no other organization has', async () => {
    const seen = new Map<string, string>()
    for (const [name, organization] of lists.flatMap((each) => organizations.map((of) => [each, of] as const))) {
      const [byToken, byKey] = await Promise.all(
        credentialKinds.map((kind) =>
          ofEach((representation) =>
            ask(callerOf(kind, organization), { path: paths[name], headers: accepting(representation) }),
          ),
        ),
      )
      for (const representation of representations) {
        const [one, two] = [byToken?.[representation], byKey?.[representation]]
        expect(one?.body.equals(two?.body ?? Buffer.alloc(0))).toBe(true)
        const etag = one?.headers.get('etag') ?? ''
        expect(two?.headers.get('etag')).toBe(etag)
        expect(seen.get(etag)).toBeUndefined()
        seen.set(etag, `${name} ${organization} ${representation}`)
      }
    }
    expect(seen.size).toBe(36)
  })

  test('concurrent requests each get the list of their own organization', async () => {
    const asked = Array.from({ length: 360 }, (_, index) => ({
      name: lists[Math.floor(index / 180)] ?? 'users',
      caller: callers[index % callers.length] ?? callerOf('a session token', 'acme'),
      representation: representations[index % 7] ?? tag,
    }))
    await Promise.all(
      asked.map(async ({ name, caller, representation }) => {
        const answer = await ask(caller, { path: paths[name], headers: accepting(representation) })
        expectList(answer, name, caller.organization, caller.orgId, representation)
      }),
    )
  })
})
