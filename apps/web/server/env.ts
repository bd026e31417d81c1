import { createPublicKey } from 'node:crypto'
import path from 'node:path'
import { z } from 'zod'

/** `range` is for the message. */
function whole(range: string, min: number, max = Number.MAX_SAFE_INTEGER) {
  const error = `must be a whole number ${range}`
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error })
}
const port = whole('from 0 to 65535', 0, 65_535)
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
)
const plain = z
  .string()
  .regex(/^[^"'`]/, 'must be without quotes, which Docker’s --env-file keeps as part of the value')
const limit = whole('of at least 1', 1)
const origins = list.refine(
  (items) => items.length > 0 && items.every(isOrigin),
  'must be origins as a browser sends them, such as https://app.example.com',
)
const flag = z.enum(['true', 'false']).transform((text) => text === 'true')

/** The variables of the server with their defaults; a check compares .env.example with them. */
export const envSchema = z.object({
  NODE_ENV: z
    .string()
    // Not taken for a development mode, which checks less.
    .refine((mode) => mode === 'production' || !/^\W*prod(uction)?\W*$/i.test(mode), 'must be exactly production')
    .default('development'),
  PORT: port.default(3000),
  HOST: plain.optional(),
  DATA_DIR: plain.default('.data').transform((folder) => path.resolve(folder)),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgresql://')
    .optional(),
  DATABASE_POOLER: flag.optional(),
  CLERK_SECRET_KEY: z
    .string()
    .regex(/^sk_[!-~]+$/, 'must start with sk_ and be a whole key')
    .optional(),
  CLERK_PUBLISHABLE_KEY: z.string().startsWith('pk_', 'must start with pk_').optional(),
  CLERK_JWT_KEY: z
    .string()
    .transform((text, context) => {
      const pem = readJwtKey(text)
      if (pem === null) context.addIssue("must be the instance's JWKS public key, the PEM that Clerk's dashboard shows")
      return pem ?? z.NEVER
    })
    .optional(),
  CLERK_API_URL: z
    .string()
    .regex(/^https?:\/\/[^\s@]+$/, 'must be an address such as https://clerk.example.com, without a password')
    .optional(),
  CLERK_WEBHOOK_SIGNING_SECRET: list
    .pipe(z.array(z.string().startsWith('whsec_', 'must start with whsec_')).min(1))
    .optional(),
  CLERK_AUTHORIZED_PARTIES: origins.optional(),
  CLERK_LOCAL_PORT: port.default(3100),
  DRAIN_SECONDS: whole('from 0 to 300', 0, 300).default(8),
  ADMIN_ROLES: list
    .refine(
      (roles) => roles.length > 0 && roles.every((role) => /^[\w:.-]+$/.test(role)),
      'must be roles by the keys that Clerk shows, such as org:admin, without quotes',
    )
    .default(['org:admin', 'admin']),
  MEMBERS_PERMISSION: z
    .string()
    .regex(
      /^org:(?!sys_)\w+:\w+$/,
      'must be a custom permission, such as org:team:read: tokens carry none of Clerk’s own',
    )
    .optional(),
  METRICS_PORT: port.optional(),
  CORS_ORIGINS: origins.default([]),
  TRUST_PROXY: flag.default(false),
  RATE_LIMIT_CREDENTIAL: limit.default(600),
  RATE_LIMIT_ORGANIZATION: limit.default(6000),
  RATE_LIMIT_ADDRESS: limit.default(120),
  SNAPSHOT_CACHE_MB: limit.default(256),
  // Clerk replays events for up to 90 days, so tombstones must be kept for longer.
  FORGET_AFTER_DAYS: whole('of at least 100', 100).default(400),
  SWEEP_MINUTES: whole('from 1 to 1440', 1, 1440).default(60),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

export type Env = z.infer<typeof envSchema> & { HOST: string; clerk: RealClerk | 'local'; production: boolean }

export type DatabaseEnv = Pick<Env, 'DATABASE_URL' | 'DATABASE_POOLER' | 'DATA_DIR'>

/** The three keys of a real Clerk instance. */
export type RealClerk = { secretKey: string; publishableKey: string; jwtKey: string }

/** Reads the variables, or throws one error that names every problem and no value. */
export function readEnv(variables: NodeJS.ProcessEnv): Env {
  const data = read(envSchema, variables)
  const clerk = clerkKeys(data)
  const production = data.NODE_ENV === 'production'
  if (production && clerk === 'local')
    throw refuse(['the local Clerk is for development only: set the three CLERK_ keys'])
  if (production && !data.CLERK_AUTHORIZED_PARTIES) {
    throw refuse(['CLERK_AUTHORIZED_PARTIES is required in production: the origins of your pages, comma-separated'])
  }
  checkDatabase(data, variables)
  const HOST = data.HOST ?? (clerk === 'local' ? '127.0.0.1' : '0.0.0.0')
  return { ...data, HOST, clerk, production }
}

/** The variables of a command that needs only the database, and so no keys. */
export function readDatabaseEnv(variables: NodeJS.ProcessEnv): DatabaseEnv {
  const shape = { NODE_ENV: true, DATABASE_URL: true, DATABASE_POOLER: true, DATA_DIR: true } as const
  const data = read(envSchema.pick(shape), variables)
  checkDatabase(data, variables)
  return data
}

/** A misspelt DATABASE_URL must not put production's data into a folder that is lost with its container. */
function checkDatabase(
  { NODE_ENV, DATABASE_URL }: Pick<Env, 'NODE_ENV' | 'DATABASE_URL'>,
  variables: NodeJS.ProcessEnv,
) {
  if (NODE_ENV !== 'production' || DATABASE_URL || variables['DATA_DIR']?.trim()) return
  throw refuse([
    'DATABASE_URL is required in production; for the embedded database set DATA_DIR instead, to a folder that outlasts the process',
  ])
}

/** Whether other machines can reach the local Clerk, where anyone can sign in as anyone; by default they can't. */
export function opensLocalClerk({ clerk, HOST }: Env): boolean {
  return clerk === 'local' && HOST !== 'localhost' && HOST !== '::1' && !/^127(\.\d+){3}$/.test(HOST)
}

function read<Schema extends z.ZodType>(schema: Schema, variables: NodeJS.ProcessEnv): z.output<Schema> {
  // Secrets that are stored in files often end with a line break.
  const given = Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  )
  const { data, error } = schema.safeParse(given)
  if (error) throw refuse(error.issues.map(({ path: [name], message }) => `${String(name)}: ${message}`))
  return data
}

function clerkKeys(env: z.infer<typeof envSchema>): RealClerk | 'local' {
  const keys = ['CLERK_SECRET_KEY', 'CLERK_PUBLISHABLE_KEY', 'CLERK_JWT_KEY'] as const
  const missing = keys.filter((key) => env[key] === undefined)
  if (missing.length === keys.length) return 'local'
  const { CLERK_SECRET_KEY: secretKey, CLERK_PUBLISHABLE_KEY: publishableKey, CLERK_JWT_KEY: jwtKey } = env
  if (!secretKey || !publishableKey || !jwtKey) {
    throw refuse([`${missing.join(' and ')} missing: set all of ${keys.join(', ')}, or none to use the local Clerk`])
  }
  if (secretKey.startsWith('sk_live_') !== publishableKey.startsWith('pk_live_')) {
    throw refuse([
      'CLERK_SECRET_KEY and CLERK_PUBLISHABLE_KEY are of two instances, one of a live and one of a test instance: copy both from one',
    ])
  }
  return { secretKey, publishableKey, jwtKey }
}

/** The PEM, or null if it can't verify sessions. Line breaks may be written as \n, as in .env, or be missing. */
function readJwtKey(text: string): string | null {
  const base64 = text.replaceAll('\\n', '').replaceAll(/-----[A-Z ]+-----/g, '')
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'rsa' ? key.export({ format: 'pem', type: 'spki' }).toString() : null
  } catch {
    return null
  }
}

/** Whether a browser would send exactly this as `Origin`: without a path, a default port or capitals. */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { origin, protocol, host } = new URL(text)
  return text === (origin === 'null' ? `${protocol}//${host}` : origin)
}

function refuse(problems: string[]): Error {
  const lines = problems.map((problem) => `  - ${problem}`).join('\n')
  return new Error(
    `The environment is not usable, so Roster did not start.\n${lines}\nCorrect it in .env or the environment; .env.example describes each variable.`,
  )
}
