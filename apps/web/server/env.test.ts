import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { envSchema, opensLocalClerk, readDatabaseEnv, readEnv } from './env.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString()
const real = {
  CLERK_SECRET_KEY: 'sk_test_secret',
  CLERK_PUBLISHABLE_KEY: 'pk_test_publishable',
  CLERK_JWT_KEY: pem,
}

/** The lines of the error, one for each problem. */
function problems(variables: Record<string, string>): string[] {
  try {
    readEnv(variables)
  } catch (error) {
    return String(error).split('\n').slice(1, -1)
  }
  return []
}

test('without variables Roster runs on a local Clerk that only this machine can reach', () => {
  expect(readEnv({})).toMatchObject({ clerk: 'local', HOST: '127.0.0.1', PORT: 3000, production: false })
})

test('with the three keys Roster runs on that Clerk and listens on all addresses', () => {
  const { clerk, HOST } = readEnv(real)
  expect([clerk, HOST]).toEqual([
    { secretKey: 'sk_test_secret', publishableKey: 'pk_test_publishable', jwtKey: pem },
    '0.0.0.0',
  ])
})

test('an empty variable counts as not given', () => {
  expect(readEnv({ PORT: '', CLERK_SECRET_KEY: '', CORS_ORIGINS: '' })).toEqual(readEnv({}))
})

test('white space around a value does not count, and a value of nothing else counts as not given', () => {
  expect(readEnv({ ...real, CLERK_SECRET_KEY: ' sk_test_secret\n', HOST: ' ' })).toEqual(readEnv(real))
  expect(readEnv({ PORT: ' ', METRICS_PORT: '\t' })).toEqual(readEnv({}))
})

test.each(['Production', 'PRODUCTION', 'prod', '"production"'])(
  'NODE_ENV %s is refused, and not taken for a development mode',
  (NODE_ENV) => {
    expect(problems({ NODE_ENV, ...real })).toEqual([expect.stringContaining('NODE_ENV: must be exactly production')])
  },
)

test('a number that is out of range or no number at all is refused with the range', () => {
  for (const PORT of ['planted', '-1', '65536', '80.5'])
    expect(problems({ PORT })).toEqual(['  - PORT: must be a whole number from 0 to 65535'])
  expect(problems({ FORGET_AFTER_DAYS: '99' })).toEqual([
    '  - FORGET_AFTER_DAYS: must be a whole number of at least 100',
  ])
})

test('a value in quotes, which Docker’s --env-file keeps, is refused whatever variable it is', () => {
  // In a key they do no harm: only its base64 is read.
  const quoted = Object.keys(envSchema.shape).filter((name) => name !== 'CLERK_JWT_KEY')
  const defaults = { ...real, NODE_ENV: 'production', DATABASE_URL: 'postgresql://db', PORT: '3000', DATA_DIR: 'data' }
  const given: Record<string, string> = { ...defaults, ADMIN_ROLES: 'org:admin,admin', TRUST_PROXY: 'true' }
  for (const name of quoted)
    expect([name, ...problems({ [name]: `"${given[name] ?? 'true'}"` })]).toEqual([
      name,
      expect.stringContaining(`${name}: `),
    ])
  expect(problems({ ADMIN_ROLES: 'org:admin,"admin"' })).toEqual([expect.stringMatching(/org:admin, without quotes/)])
})

test('an address of Clerk that no request can be sent to, or that has a password, is refused', () => {
  for (const CLERK_API_URL of [
    'api.clerk.test',
    'localhost:1234',
    'ftp://clerk.test',
    'https://proxy:planted@clerk.test',
  ]) {
    const lines = problems({ CLERK_API_URL })
    expect(lines).toEqual([expect.stringMatching(/CLERK_API_URL: must be an address such as https:/)])
    expect(lines.join('\n')).not.toMatch(/planted/)
  }
})

test('a secret key with characters that no header can hold is refused', () => {
  expect(problems({ ...real, CLERK_SECRET_KEY: 'sk_test_••••' })).toEqual([expect.stringContaining('CLERK_SECRET_KEY')])
})

test('all problems are named at once, and no value is', () => {
  const wrong = {
    PORT: 'planted-port',
    DATABASE_URL: 'mysql://planted-password@db',
    CLERK_SECRET_KEY: 'planted-secret',
    CLERK_JWT_KEY: 'planted-key',
    CLERK_WEBHOOK_SIGNING_SECRET: 'planted-signing-secret',
    CORS_ORIGINS: 'planted-origin',
    RATE_LIMIT_ORGANIZATION: '0',
    TRUST_PROXY: 'planted-yes',
    LOG_LEVEL: 'planted-level',
  }
  const lines = problems(wrong)
  expect(new Set(lines.map((line) => line.match(/^ {2}- (\w+): ./)?.[1]))).toEqual(new Set(Object.keys(wrong)))
  expect(lines.join('\n')).not.toMatch(/planted/)
})

test.each(Object.keys(real))('two of the three keys are refused: without %s', (missing) => {
  expect(problems({ ...real, [missing]: '' })).toEqual([expect.stringContaining(`${missing} missing`)])
})

test('a secret key of a live instance beside a publishable key of a test instance is refused, and the other way round', () => {
  const mixed = /one of a live and one of a test instance/
  expect(problems({ ...real, CLERK_SECRET_KEY: 'sk_live_secret' })).toEqual([expect.stringMatching(mixed)])
  expect(problems({ ...real, CLERK_PUBLISHABLE_KEY: 'pk_live_x' })).toEqual([expect.stringMatching(mixed)])
  expect(
    problems({ ...real, CLERK_SECRET_KEY: 'sk_live_secret', CLERK_PUBLISHABLE_KEY: 'pk_live_publishable' }),
  ).toEqual([])
})

test('production requires a real Clerk and authorized parties', () => {
  const NODE_ENV = 'production'
  expect(problems({ NODE_ENV })).toEqual([expect.stringContaining('local Clerk')])
  expect(problems({ NODE_ENV, ...real })).toEqual([expect.stringContaining('CLERK_AUTHORIZED_PARTIES')])
  const variables = { NODE_ENV, ...real, CLERK_AUTHORIZED_PARTIES: 'https://app.example.com' }
  expect(readEnv({ ...variables, DATABASE_URL: 'postgresql://host/db' }).production).toBe(true)
})

test('in production a missing or misspelt DATABASE_URL is refused, unless DATA_DIR names the embedded database’s folder', () => {
  const variables = { NODE_ENV: 'production', ...real, CLERK_AUTHORIZED_PARTIES: 'https://app.example.com' }
  for (const given of [variables, { ...variables, DATABSE_URL: 'postgresql://host/db', DATA_DIR: ' ' }]) {
    expect(problems(given)).toEqual([expect.stringMatching(/DATABASE_URL is required in production.*DATA_DIR/)])
    expect(() => readDatabaseEnv(given)).toThrow(/DATABASE_URL is required in production/)
  }
  expect(readEnv({ ...variables, DATA_DIR: '/data' }).DATA_DIR).toBe('/data')
  expect(readDatabaseEnv({}).DATABASE_URL).toBeUndefined()
})

test.each([
  ['as the dashboard shows it', pem],
  ['with \\n for its line breaks', pem.replaceAll('\n', '\\n')],
  ['with the line breaks of Windows', pem.replaceAll('\n', '\r\n')],
  ['in one line', pem.replaceAll('\n', ' ')],
  ['without its first and last line', pem.split('\n').slice(1, -2).join('')],
])('the JWT key is taken %s', (_, text) => {
  expect(readEnv({ ...real, CLERK_JWT_KEY: text }).clerk).toMatchObject({ jwtKey: pem })
})

test.each([
  ['another of the three keys', 'pk_test_publishable'],
  ['a key that is cut', pem.slice(0, 200)],
  ['a private key', rsa.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()],
  [
    'a key of another algorithm',
    generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  ],
])('%s is refused as the JWT key', (_, text) => {
  expect(problems({ ...real, CLERK_JWT_KEY: text })).toEqual([
    expect.stringMatching(/CLERK_JWT_KEY: must be .*public key/),
  ])
})

const lists = ['CORS_ORIGINS', 'CLERK_AUTHORIZED_PARTIES'] as const
for (const name of lists) {
  test(`an empty ${name} is refused`, () => {
    expect(problems({ [name]: ' , ' })).toHaveLength(1)
  })

  test(`${name} takes origins as browsers send them`, () => {
    const origins = [
      'https://app.example.com',
      'http://localhost:5173',
      'http://[::1]:8080',
      'chrome-extension://abcdef',
    ]
    expect(readEnv({ [name]: origins.join(' , ') })[name]).toEqual(origins)
  })

  test.each([
    'https://app.example.com/',
    'https://app.example.com/team',
    'https://App.example.com',
    'https://app.example.com:443',
    'https://user@app.example.com',
    'app.example.com',
    'null',
    '*',
  ])(`${name} refuses %s, which no browser sends as Origin`, (origin) => {
    expect(problems({ [name]: origin })).toEqual([
      expect.stringMatching(new RegExp(`${name}: must be .*https://app\\.example\\.com`)),
    ])
  })
}

test.each([
  ['0.0.0.0', true],
  ['::', true],
  ['192.0.2.7', true],
  ['roster.internal', true],
  ['127.example.com', true],
  ['127.0.0.1', false],
  ['127.1.2.3', false],
  ['::1', false],
  ['localhost', false],
  ['', false],
])('HOST %j opens the local Clerk to other machines: %s', (HOST, opens) => {
  expect(opensLocalClerk(readEnv({ HOST }))).toBe(opens)
  expect(opensLocalClerk(readEnv({ HOST, ...real }))).toBe(false)
})

test('MEMBERS_PERMISSION must be a custom permission, because tokens contain none of Clerk’s own', () => {
  expect(readEnv({ MEMBERS_PERMISSION: 'org:team:read' }).MEMBERS_PERMISSION).toBe('org:team:read')
  expect(readEnv({}).MEMBERS_PERMISSION).toBeUndefined()
  for (const wrong of ['org:sys_memberships:read', 'team', 'org:team'])
    expect(problems({ MEMBERS_PERMISSION: wrong })).toEqual([expect.stringContaining('must be a custom permission')])
})

test('ADMIN_ROLES are both names of Clerk’s own role by default', () => {
  expect(readEnv({}).ADMIN_ROLES).toEqual(['org:admin', 'admin'])
  expect(readEnv({ ADMIN_ROLES: 'org:owner, org:it' }).ADMIN_ROLES).toEqual(['org:owner', 'org:it'])
})

test('a command that needs only the database reads no keys, in production too', () => {
  const variables = { NODE_ENV: 'production', DATABASE_URL: 'postgresql://host/db', DATABASE_POOLER: 'true' }
  expect(readDatabaseEnv(variables)).toMatchObject({ DATABASE_URL: 'postgresql://host/db', DATABASE_POOLER: true })
  expect(() => readDatabaseEnv({ DATABASE_URL: 'mysql://host/db' })).toThrow(/DATABASE_URL: must start with postgresql/)
})
