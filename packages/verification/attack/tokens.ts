import { createHmac, createSign, generateKeyPairSync } from 'node:crypto'
import type { Options, Verdict } from './group.ts'
import { NOISY, QUIET, startTarget, type Target } from './target.ts'
import { memberOf, orgIdOf } from '../bench/list/seed.ts'

const paths = ['/api/v1/entities/users', '/api/trpc/users.list', '/api/trpc/users.list,leads.list?batch=1&input=%7B%7D']

type Forged = { what: string; headers: Record<string, string> }

/** Forged tokens of every known kind, and texts that are not credentials. */
export async function* tokens(_options: Options): AsyncIterable<Verdict> {
  const target = await startTarget({ RATE_LIMIT_ADDRESS: '1000000' })
  try {
    const forged = forge(target)
    const admitted: string[] = []
    for (const { what, headers } of forged) {
      for (const path of paths) {
        const response = await fetch(target.url + path, { headers })
        const text = await response.text()
        if (response.status !== 401 || text.includes(memberOf(QUIET).slice(0, -7))) admitted.push(`${what} by ${path}`)
      }
    }
    yield {
      promise: 'no forged credential is admitted, by REST, tRPC or a batch',
      number: `${admitted.length} of ${forged.length} × ${paths.length} admitted ${admitted.slice(0, 3).join('; ')}`,
      holds: forged.length >= 110 && admitted.length === 0,
    }
    const good = await fetch(target.url + paths[0], { headers: target.session(QUIET, 1) })
    yield { promise: 'the genuine credential behind them is admitted', number: `${good.status}`, holds: good.ok }
  } finally {
    await target.stop()
  }
}

function forge({ credentials, session }: Target): Forged[] {
  const genuine = credentials.token(memberOf(QUIET), orgIdOf(QUIET), 'sess_forged')
  const [head = '', body = '', signature = ''] = genuine.split('.')
  const header = decode(head)
  const claims = decode(body)
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = publicKey.export({ format: 'jwk' })
  const signed = (changedHeader: object, changedClaims: object) => {
    const input = `${encode({ ...header, ...changedHeader })}.${encode({ ...claims, ...changedClaims })}`
    return `${input}.${createSign('RSA-SHA256').update(input).sign(privateKey).toString('base64url')}`
  }
  const kept = (changedHeader: object, changedClaims: object, end = signature) =>
    `${encode({ ...header, ...changedHeader })}.${encode({ ...claims, ...changedClaims })}.${end}`
  const hmac = (alg: string, hash: string, key: string) => {
    const input = `${encode({ ...header, alg })}.${body}`
    return `${input}.${createHmac(hash, key).update(input).digest('base64url')}`
  }
  const now = Math.floor(Date.now() / 1000)
  const otherClaims: object[] = [
    { sub: memberOf(NOISY) },
    { o: { id: orgIdOf(NOISY), rol: 'admin', slg: 'noisy' } },
    { org_id: orgIdOf(NOISY), v: 1 },
    { sid: 'sess_other' },
    { exp: now + 1_000_000 },
    { iat: 0 },
    { nbf: 0 },
    { azp: '' },
    { iss: 'https://clerk.evil.test' },
    { sts: 'pending' },
    { sub: null },
    { o: null },
    { o: [] },
    { sub: ['user_a', 'user_b'] },
    { act: { sub: memberOf(NOISY) } },
    { jti: '' },
  ]
  const otherHeaders: object[] = [
    { alg: 'none' },
    { alg: 'None' },
    { alg: 'NONE' },
    { alg: '' },
    { alg: null },
    { alg: ['RS256'] },
    { alg: 'HS256' },
    { alg: 'HS512' },
    { alg: 'RS512' },
    { alg: 'PS256' },
    { alg: 'ES256' },
    { alg: 'EdDSA' },
    { kid: '../../../dev/null' },
    { kid: "' OR 1=1 --" },
    { kid: '' },
    { jwk },
    { jku: 'http://127.0.0.1/jwks.json' },
    { x5u: 'http://127.0.0.1/cert.pem' },
    { x5c: ['MIIB'] },
    { crit: ['exp'] },
    { typ: 'at+jwt' },
    { cat: 'cl_B7d4PD333AAA' },
    { cat: undefined },
    { zip: 'DEF' },
    { b64: false },
  ]
  const changes = [
    ...otherClaims.map((claims) => ({ header: {}, claims })),
    ...otherHeaders.map((header) => ({ header, claims: {} })),
  ]
  const jwtKey = credentials.jwtKey
  const texts: [string, string][] = [
    ...changes.flatMap((changed): [string, string][] => [
      [`${JSON.stringify(changed)}, same signature`, kept(changed.header, changed.claims)],
      [`${JSON.stringify(changed)}, other key`, signed(changed.header, changed.claims)],
    ]),
    ...['none', 'None', 'NONE', 'nOnE'].map((alg): [string, string] => [
      `alg ${alg}, no signature`,
      kept({ alg }, {}, ''),
    ]),
    ['the public key as a secret of HS256', hmac('HS256', 'sha256', jwtKey)],
    ['the public key as a secret of HS384', hmac('HS384', 'sha384', jwtKey)],
    ['the public key as a secret of HS512', hmac('HS512', 'sha512', jwtKey)],
    ['an empty secret of HS256', hmac('HS256', 'sha256', '')],
    ['no signature', `${head}.${body}`],
    ['an empty signature', `${head}.${body}.`],
    ['half a signature', `${head}.${body}.${signature.slice(0, 171)}`],
    ['a reversed signature', `${head}.${body}.${signature.split('').toReversed().join('')}`],
    ['a signature of nothing', `${head}.${body}.${Buffer.alloc(256).toString('base64url')}`],
    ['a signature of ones', `${head}.${body}.${Buffer.alloc(256, 255).toString('base64url')}`],
    ['a longer signature', `${genuine}AAAA`],
    ['a padded signature', `${genuine}=`],
    ['four parts', `${genuine}.${signature}`],
    ['five parts', `${head}.${body}.${signature}.${body}.${head}`],
    ['parts in another order', `${body}.${head}.${signature}`],
    ['no header', `.${body}.${signature}`],
    ['no claims', `${head}..${signature}`],
    ['only dots', '..'],
    ['the claims alone', body],
    ['an expired token', credentials.token(memberOf(QUIET), orgIdOf(QUIET)).slice(0, -5)],
    ['an unknown API key', 'ak_unknown'],
    ['an API key of nothing', 'ak_'],
    ['an unknown machine token', 'mt_unknown'],
    ['an unknown OAuth token', 'oat_unknown'],
    ['the secret key', credentials.secretKey],
    ['the publishable key', credentials.publishableKey],
    ['an id of a session', 'sess_forged'],
    ['an id of a user', memberOf(QUIET)],
    ['a long text', 'a'.repeat(6_000)],
    ['text of another script', encodeURIComponent('пароль')],
    ['an injection', "'%20OR%201=1--"],
    ['undefined', 'undefined'],
    ['null', 'null'],
    ['an object', '{}'],
  ]
  const { authorization } = session(QUIET, 1)
  const elsewhere: Forged[] = [
    { what: 'no header', headers: {} },
    { what: 'a cookie', headers: { cookie: `__session=${genuine}; __client_uat=1` } },
    { what: 'Basic', headers: { authorization: `Basic ${genuine}` } },
    { what: 'a token without its scheme', headers: { authorization: genuine } },
    { what: 'two tokens', headers: { authorization: `${authorization} ${genuine}` } },
    { what: 'two tokens by a comma', headers: { authorization: `${authorization}, ${authorization}` } },
    { what: 'another header', headers: { 'x-authorization': authorization } },
    { what: 'a proxy’s header', headers: { 'proxy-authorization': authorization } },
    {
      what: 'a header of Clerk’s middleware',
      headers: { 'x-clerk-auth-token': genuine, 'x-clerk-auth-status': 'signed-in' },
    },
    { what: 'a user’s header', headers: { 'x-user-id': memberOf(QUIET), 'x-org-id': orgIdOf(QUIET) } },
  ]
  return [...texts.map(([what, token]) => ({ what, headers: { authorization: `Bearer ${token}` } })), ...elsewhere]
}

function decode(part: string): object {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
  return typeof value === 'object' && value ? value : {}
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
