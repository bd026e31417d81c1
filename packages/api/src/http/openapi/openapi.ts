import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { errors, type ErrorCode } from '../../errors.ts'
import { listQuerySchema } from '../../trpc/list-input.ts'
import { toCsv } from '../../list/csv.ts'
import { memberSchema } from '../../member.ts'
import { resolveInputSchema } from '../../trpc/resolve-input.ts'
import { personSchema, userSchema } from '../../user.ts'
import type { Hono } from 'hono'
import type { RoutesEnv } from '../routes.ts'
import { exampleMembers, examplePeople, exampleUsers } from './openapi-examples.ts'
import { headersOf, limitHeaders, preflightHeaders, requestHeaders } from './openapi-headers.ts'
import type { Paths } from '../paths.ts'

type Documented = {
  what: 'users' | 'members'
  /** The tag, and a part of the operation ids. */
  name: string
  description: string
  schema: z.ZodType
  example: readonly object[]
  csv: string
}

const WAIT =
  'With `wait` and `If-None-Match` the answer comes as soon as the list changes, or is 304 after that many seconds. The parameter is Roster’s own.'

const lists: Documented[] = [
  {
    what: 'users',
    name: 'Users',
    description:
      'All users of the organization that the credential belongs to, ordered by `createdAt`, then `id`. There are no pages: the whole list is one answer.',
    schema: z.array(userSchema.strict().openapi('User', { description: 'One member of the organization.' })),
    example: exampleUsers,
    csv: toCsv(userSchema.keyof().options, exampleUsers),
  },
  {
    what: 'members',
    name: 'Members',
    description:
      'What each of these users is in the organization: role, status and time of joining, in the order of List users. An addition of Roster’s beside the documented path. Its ETag changes with these facts, and not with names.',
    schema: z.array(
      memberSchema.strict().openapi('Member', {
        description:
          'What one user is in the organization. `deprovisioned` is by the company’s directory; only active members may act.',
      }),
    ),
    example: exampleMembers,
    csv: toCsv(memberSchema.keyof().options, exampleMembers),
  },
]

const peopleSchema = z.array(
  personSchema.strict().openapi('Person', {
    description: 'Somebody who is or was a member; `deactivated` is banned or deprovisioned.',
  }),
)

// `openapi()` is missing from schemas that were created before this module was loaded.
const query = z.object({
  consistency: listQuerySchema.shape.consistency.describe(
    '`strong` confirms the list against Clerk before it is answered. Such reads are few.',
  ),
  wait: listQuerySchema.shape.wait.describe(
    'Seconds, at most 25, to wait for another list than the one in If-None-Match; not together with `consistency`.',
  ),
})
const security = [{ apiKey: [] }, { sessionToken: [] }]
const noOrganization = errors.VALIDATION_ERROR.message
const refusals = {
  400: refusal(
    'The credential is valid, but carries no organization; or a parameter has a value that it may not have.',
    'VALIDATION_ERROR',
    { noOrganization, badParameter: 'Input consistency: may only be "strong"; leave it out otherwise' },
    limitHeaders,
  ),
  401: refusal(
    'There is no valid credential, or its owner is no longer a member.',
    'UNAUTHORIZED',
    'notAuthenticated',
    [...limitHeaders, 'WWW-Authenticate'],
  ),
  403: refusal(
    'The API key lacks the scope `users:read`, or the member a permission that seeing the others needs here.',
    'FORBIDDEN',
    {
      noScope: 'This API key lacks the scope users:read; create one that has it',
      noPermission:
        'Your role lacks the permission org:team:read, which seeing the members of this organization needs; ask an administrator for it',
    },
    limitHeaders,
  ),
  429: refusal(
    'Too many requests by this credential, organization or address; or too many strong reads.',
    'RATE_LIMITED',
    {
      tooMany: errors.RATE_LIMITED.message,
      tooManyStrongReads:
        'Strong reads are used up for now; retry after the time in Retry-After, or read without consistency',
    },
    [...limitHeaders, 'Retry-After'],
  ),
  500: refusal(
    'Something unexpected; quote `X-Request-Id` when you report it.',
    'INTERNAL_ERROR',
    'unexpected',
    [],
    limitHeaders,
  ),
  503: refusal(
    'A dependency does not answer, or the organization is still being read for the first time.',
    'SERVICE_UNAVAILABLE',
    'unavailable',
    ['Retry-After'],
    limitHeaders,
  ),
}
const notAllowed = {
  405: refusal('The path has only GET, HEAD and OPTIONS.', 'METHOD_NOT_ALLOWED', 'notAllowed', ['Allow']),
}
const listHeaders = ['ETag', 'Cache-Control', ...limitHeaders] as const
const unchanged = {
  description: 'The caller has these bytes already.',
  headers: headersOf(listHeaders, ['X-Data-As-Of']),
}
const found = headersOf([...listHeaders, 'X-Total-Count'], ['X-Data-As-Of', 'Content-Encoding'])

const list = (path: string, { name, what, description, schema, example, csv }: Documented) =>
  createRoute({
    method: 'get',
    path,
    operationId: `list${name}`,
    summary: `List ${what}`,
    description: `${description} ${WAIT}`,
    tags: [name],
    security,
    request: { query, headers: requestHeaders },
    responses: {
      200: {
        description: 'The list.',
        headers: found,
        content: {
          'application/json': { schema, example },
          'text/csv': { schema: z.string(), example: csv },
        },
      },
      304: unchanged,
      ...refusals,
      ...notAllowed,
    },
  })

const head = (path: string, { name }: Documented) =>
  createRoute({
    method: 'head',
    path,
    operationId: `head${name}`,
    summary: 'The headers of the list',
    description: 'What GET would answer, without the body.',
    tags: [name],
    security,
    request: { query, headers: requestHeaders },
    responses: {
      200: { description: 'The list’s headers.', headers: found },
      304: unchanged,
      ...withoutBodies(refusals),
    },
  })

const options = (path: string, { name, tag = name }: { name: string; tag?: string }) =>
  createRoute({
    method: 'options',
    path,
    operationId: `options${name}`,
    summary: 'The methods of the path',
    description: 'Also answers the preflight of a browser, for the origins in CORS_ORIGINS only.',
    tags: [tag],
    security: [],
    responses: { 204: { description: 'What may be asked.', headers: headersOf(['Allow'], preflightHeaders) } },
  })

const resolve = (path: string) =>
  createRoute({
    method: 'post',
    path,
    operationId: 'resolveUsers',
    summary: 'Resolve users',
    description:
      'Who people are or were, by their ids: members of the organization now or before. Nobody else is in the answer. An addition of Roster’s beside the documented path.',
    tags: ['Users'],
    security,
    request: {
      headers: requestHeaders.omit({ 'if-none-match': true }),
      body: {
        required: true,
        content: {
          'application/json': { schema: resolveInputSchema, example: { ids: examplePeople.map(({ id }) => id) } },
        },
      },
    },
    responses: {
      200: {
        description: 'Those of them who are or were members, by id.',
        headers: headersOf(['Cache-Control', ...limitHeaders]),
        content: { 'application/json': { schema: peopleSchema, example: examplePeople } },
      },
      ...refusals,
      400: refusal(
        'The credential is valid, but carries no organization; or the body is not of this form.',
        'VALIDATION_ERROR',
        { noOrganization, tooManyIds: 'Input ids: Too big: expected array to have <=100 items' },
        limitHeaders,
      ),
      429: refusal(
        'Too many requests by this credential, organization or address; or too many calls of the organization wait.',
        'RATE_LIMITED',
        'tooMany',
        [...limitHeaders, 'Retry-After'],
      ),
      405: refusal('The path has only POST and OPTIONS.', 'METHOD_NOT_ALLOWED', 'notAllowed', ['Allow']),
      413: refusal('The body is longer than 256 KiB.', 'PAYLOAD_TOO_LARGE', 'tooLarge', limitHeaders),
      415: refusal('The body is not JSON.', 'UNSUPPORTED_MEDIA_TYPE', 'notJson', limitHeaders),
    },
  })

/** The OpenAPI 3.1 document of the REST paths, made from the schemas of the procedures. */
export function createDocument(paths: Paths): ReturnType<OpenAPIHono['getOpenAPI31Document']> {
  const api = new OpenAPIHono()
  for (const documented of lists)
    for (const route of [list, head, options])
      api.openAPIRegistry.registerPath(route(paths[documented.what], documented))
  api.openAPIRegistry.registerPath(resolve(paths.resolve))
  api.openAPIRegistry.registerPath(options(paths.resolve, { name: 'Resolve', tag: 'Users' }))
  api.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description:
      'An API key (`ak_…`) of the organization with the scope `users:read`, made by one of its administrators.',
  })
  api.openAPIRegistry.registerComponent('securitySchemes', 'sessionToken', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A Clerk session token with an active organization. It lives for a minute.',
  })
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Roster',
      version: '1.0.0',
      description: 'Who is in my organization: the team directory of apps that sign people in with Clerk.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    // Without `servers` a client calls the document's own origin. Generators would turn `/` into `//api`, another host.
    tags: [
      { name: 'Users', description: 'The members of the caller’s organization' },
      { name: 'Members', description: 'What they are in it: an addition of Roster’s, beside the documented path' },
    ],
  })
}

/** Serves the document to anyone, because all of it is public. */
export function createOpenapiRoute(paths: Paths): Hono<RoutesEnv> {
  const body = JSON.stringify(createDocument(paths))
  const route = new OpenAPIHono<RoutesEnv>()
  route.get(paths.openapi, (c) =>
    c.body(body, 200, { 'content-type': 'application/json', 'cache-control': 'no-cache' }),
  )
  return route
}

/** `messages` by the names of their examples; one name is that of the code's own message. */
function refusal(
  description: string,
  code: ErrorCode,
  messages: string | Record<string, string>,
  ...[always, sometimes]: Parameters<typeof headersOf>
) {
  const schema = z
    .strictObject({ error: z.strictObject({ code: z.literal(code), message: z.string() }) })
    .openapi({ description: 'Every error has this body. `code` is for programs, `message` for people.' })
  const named = typeof messages === 'string' ? { [messages]: errors[code].message } : messages
  const examples = Object.fromEntries(
    Object.entries(named).map(([name, message]) => [name, { value: { error: { code, message } } }]),
  )
  return {
    description,
    headers: headersOf(['Cache-Control', ...always], sometimes),
    content: { 'application/json': { schema, examples } },
  }
}

function withoutBodies(responses: Record<number, { description: string; headers: ReturnType<typeof headersOf> }>) {
  const entries = Object.entries(responses)
  return Object.fromEntries(entries.map(([status, { description, headers }]) => [status, { description, headers }]))
}
