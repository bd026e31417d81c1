import { z } from 'zod'
import type { UserRecord } from '@roster/db'
import type { ClerkReader, ListPage, Order, PageRead, PointRead, ReadFailure } from './clerk-reader.ts'
import { readAllMemberships, readMemberships, readOrganizations, readUsers } from './read-records.ts'
import { organizationRecord, orgId as orgIdSchema, pathOf, userId as userIdSchema, userRecord } from './records.ts'

/** Clerk's largest page. */
const PAGE = 500
const TIMEOUT_MS = 5_000
// Clerk's window: the wait after a 429 that does not name one.
const DEFAULT_RETRY_MS = 10_000
const MAX_RETRY_MS = 300_000

const userList = z.array(z.unknown())
const countedList = z.object({
  data: z.array(z.unknown()),
  total_count: z.number().nonnegative().nullish().catch(null),
})

const roleList = z
  .object({ data: z.array(z.object({ key: z.string(), name: z.string() }).nullable().catch(null)) })
  .transform(({ data }) => data.filter((role) => role !== null))

type Query = Record<string, string> | [name: string, value: string][]

const ORDERS = { oldest: '+created_at', newest: '-created_at' }

const clerkError = z.object({ errors: z.array(z.object({ code: z.string() })).min(1) })

/**
 * `apiUrl` is the address of the Backend API without `/v1`. Tests may replace `fetch`, the size of a page and the timeout (5 s;
 * infinite for none).
 */
export type ClerkReaderOptions = {
  apiUrl: string
  secretKey: string
  fetch?: typeof fetch
  timeoutMs?: number
  pageSize?: number
}

/** Reads Clerk's Backend API. An answer is an envelope with records, and each record is validated by itself. */
export function createClerkReader(options: ClerkReaderOptions): ClerkReader {
  const { pageSize = PAGE } = options
  const read = <Schema extends z.ZodType>(path: string, schema: Schema, query: Query = {}) => {
    const search = new URLSearchParams(query).toString()
    return getJson(options, search === '' ? path : `${path}?${search}`, schema)
  }

  /** A page of a list that says how many records it has. */
  async function countedPage<Records>(
    path: string,
    offset: number,
    order: Order,
    readRecords: (raw: readonly unknown[]) => Records,
    more: Record<string, string> = {},
  ): Promise<PageRead<Records & { kind: 'page'; total: number; isLast: boolean }>> {
    const query = { limit: String(pageSize), offset: String(offset), order_by: ORDERS[order], ...more }
    const answer = await read(path, countedList, query)
    if (answer.kind !== 'found') return answer
    const { data, total_count: counted } = answer.value
    // An empty list is believed only if its total agrees, or a broken answer would end every member.
    if (offset === 0 && data.length === 0 && counted !== 0)
      return { kind: 'refused', reason: 'an empty list whose total is not 0' }
    const end = offset + data.length
    const total = counted ?? (data.length < pageSize ? end : end + 1)
    // A total that its own page exceeds is wrong, and must not end the list.
    const isLast = end > total ? data.length < pageSize : end === total
    return { kind: 'page', ...readRecords(data), total, isLast }
  }

  async function userPage(query: Record<string, string>): Promise<PageRead<ListPage<UserRecord>>> {
    const answer = await read('/users', userList, { limit: String(pageSize), ...query })
    if (answer.kind !== 'found') return answer
    return { kind: 'page', ...readUsers(answer.value), isLast: answer.value.length < pageSize }
  }

  const from = (cursor: string | null) => ({
    order_by: ORDERS.oldest,
    ...(cursor !== null && { starting_after: cursor }),
  })

  return {
    // With an empty organization Clerk lists every user of the instance.
    listUsers: async (orgId, after) => userPage({ organization_id: orgIdSchema.parse(orgId), ...from(after) }),

    listMemberships: async (orgId, offset) =>
      countedPage(`${pathOfOrganization(orgId)}/memberships`, offset, 'oldest', (raw) => readMemberships(raw, orgId)),

    async findMemberships(orgId, userIds) {
      const named = userIds.map((userId): [string, string] => ['user_id', userIdSchema.parse(userId)])
      const answer = await read(`${pathOfOrganization(orgId)}/memberships`, countedList, [['limit', '100'], ...named])
      if (answer.kind !== 'found') return answer
      const asked = new Set(userIds)
      const { records, odd, keys } = readMemberships(answer.value.data, orgId)
      // If the filter was ignored, or the user of a membership is unknown, nobody is certainly missing.
      const sure = keys.every((key) => key !== null && asked.has(key))
      const missing = sure ? userIds.filter((userId) => !keys.includes(userId)) : []
      return { kind: 'found', value: { memberships: records.filter(({ userId }) => asked.has(userId)), missing, odd } }
    },

    // Without an organization these are the users of the whole instance, which only the sweep may read.
    listAllUsers: (after) => userPage(from(after)),
    listChangedUsers: (offset) => userPage({ order_by: '-updated_at', offset: String(offset) }),

    listAllMemberships: (offset, order) => countedPage('/organization_memberships', offset, order, readAllMemberships),
    listAllOrganizations: (offset, order) =>
      countedPage('/organizations', offset, order, readOrganizations, { include_members_count: 'true' }),

    getUser: async (userId) => sameId(userId, await read(`/users/${userIdSchema.parse(userId)}`, userRecord)),
    getOrganization: async (orgId) => sameId(orgId, await read(pathOfOrganization(orgId), organizationRecord)),
    listRoles: () => read('/organization_roles', roleList, { limit: String(pageSize) }),
  }
}

function pathOfOrganization(orgId: string): string {
  return `/organizations/${orgIdSchema.parse(orgId)}`
}

function sameId<Resource extends { id: string }>(id: string, answer: PointRead<Resource>): PointRead<Resource> {
  if (answer.kind !== 'found' || answer.value.id === id) return answer
  return { kind: 'not-understood', reason: 'id of another resource' }
}

async function getJson<Schema extends z.ZodType>(
  { apiUrl, secretKey, fetch: request = fetch, timeoutMs = TIMEOUT_MS }: ClerkReaderOptions,
  path: string,
  schema: Schema,
): Promise<PointRead<z.output<Schema>>> {
  try {
    const response = await request(`${apiUrl}/v1${path}`, {
      headers: { authorization: `Bearer ${secretKey}`, accept: 'application/json' },
      redirect: 'error',
      signal: timeoutMs === Infinity ? null : AbortSignal.timeout(timeoutMs),
    })
    if (!response.ok) return failureOf(response, await response.json().catch(() => null))
    const body: unknown = await response.json()
    if (clerkError.safeParse(body).success)
      return { kind: 'unavailable', reason: `errors with status ${response.status}` }
    const parsed = schema.safeParse(body)
    if (parsed.success) return { kind: 'found', value: parsed.data }
    return { kind: 'not-understood', reason: pathOf(parsed.error) }
  } catch (error) {
    return { kind: 'unavailable', reason: error instanceof Error ? error.name : 'unknown' }
  }
}

function failureOf({ status, headers }: Response, body: unknown): { kind: 'missing' } | ReadFailure {
  // Only a 404 of Clerk's counts: one of a proxy, or of a wrong URL, must not make anybody absent.
  if (status === 404)
    return clerkError.safeParse(body).success
      ? { kind: 'missing' }
      : { kind: 'unavailable', reason: 'a 404 not of Clerk' }
  if (status === 429) return { kind: 'rate-limited', retryAfterMs: retryAfter(headers.get('retry-after')) }
  // 401 and 403 are about our key and not about the resource: only another key helps. 408 invites a retry.
  if (status >= 500 || [401, 403, 408].includes(status)) return { kind: 'unavailable', reason: `status ${status}` }
  return { kind: 'refused', reason: `status ${status}` }
}

function retryAfter(header: string | null): number {
  const seconds = Number(header)
  const milliseconds =
    header !== null && Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header ?? '') - Date.now()
  return milliseconds > 0 ? Math.min(milliseconds, MAX_RETRY_MS) : DEFAULT_RETRY_MS
}
