import type { AnyTRPCRouter } from '@trpc/server'
import { z } from 'zod'
import type { RosterOptions } from './roster-options.ts'

const text = z.string('is missing, or is no text')
const count = atLeast(1)
const origins = z
  .array(
    text.regex(/^[a-z][a-z\d+.-]*:\/\/[^/\sA-Z]+$/, 'must be an origin such as https://app.example.com'),
    'must be a list',
  )
  .readonly()

// A host in plain JavaScript, or one that reads its own variables, can pass anything.
const schema = z.object({
  database: z.object({}, 'must be { url }, { dataDir } or what openDatabase() returned'),
  clerk: z.object(
    {
      secretKey: text.min(1, 'is empty: load the .env file, or copy the key from the Clerk dashboard'),
      publishableKey: text,
      jwtKey: text,
      webhookSigningSecrets: z.array(text).readonly().optional(),
      // Without any, Clerk’s SDK accepts sessions that were created for any page.
      authorizedParties: origins.refine(({ length }) => length > 0, 'must name the origins of your pages'),
    },
    'must have the keys of the Clerk instance',
  ),
  router: z
    .custom<AnyTRPCRouter>()
    .refine(
      sendsPlainData,
      'must have no transformer: serve one that has by tRPC’s own adapter, with Roster’s nested in it',
    )
    .optional(),
  basePath: text.regex(/^(\/[^/\s?#]+)*$/, 'must begin with a slash and end without one, such as /team').optional(),
  limits: z.object({ credential: count, organization: count, address: count }).partial().optional(),
  corsOrigins: origins.optional(),
  cacheBytes: count.optional(),
  // Clerk replays events for up to 90 days, so tombstones must be kept for longer.
  forgetAfterDays: atLeast(100).optional(),
  sweepMinutes: atLeast(1).optional(),
  membersPermission: text
    .regex(
      /^(org:(?!sys_)\w+:\w+)?$/,
      'must be a custom permission, such as org:team:read: tokens carry none of Clerk’s own',
    )
    .optional(),
})

/** Throws one error that names every option with which Roster could not do what it promises, and no value. */
export function checkOptions(options: RosterOptions): void {
  const { error } = schema.safeParse(options)
  if (!error) return
  const lines = error.issues.map(({ path, message }) => `  - ${path.join('.')}: ${message}`)
  throw new Error(`createRoster() got options that it can't use, so Roster did not start.\n${lines.join('\n')}`)
}

/** The lists are kept as bytes that no transformer made, in which a client with one finds nothing. */
function sendsPlainData({ _def: { _config: config } }: AnyTRPCRouter): boolean {
  const plain = {}
  return config.transformer.output.serialize(plain) === plain
}

function atLeast(least: number) {
  const error = `must be a whole number of at least ${least}`
  return z.number({ error }).int({ error }).min(least, { error })
}
