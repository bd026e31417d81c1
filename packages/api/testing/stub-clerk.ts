import { createClerkReader } from '../src/clerk/create-clerk-reader.ts'
import type { ClerkReader } from '../src/clerk/clerk-reader.ts'

/** One organization of the stub: raw records, valid or not. */
export type StubOrganization = { record: unknown; users: unknown[]; memberships: unknown[] }

/** A stub of Clerk's API that answers these records; `answer` may override it for a path. */
export type StubClerk = {
  reader: ClerkReader
  organizations: Map<string, StubOrganization>
  answer: (path: string) => Response | undefined
  /** The total that a list of the instance reports for its records. */
  total: (records: number) => number
  /** The requested paths. */
  asked: string[]
}

export function stubClerk(pageSize = 500): StubClerk {
  const clerk: StubClerk = {
    organizations: new Map(),
    answer: () => undefined,
    total: (records) => records,
    asked: [],
    reader: createClerkReader({
      apiUrl: 'http://clerk.invalid',
      secretKey: 'sk_test_stub',
      pageSize,
      fetch: async (input) => {
        const url = new URL(new Request(input).url)
        clerk.asked.push(url.pathname)
        return clerk.answer(url.pathname) ?? answerOf(clerk, url)
      },
    }),
  }
  return clerk
}

export function notFound(): Response {
  return Response.json({ errors: [{ code: 'resource_not_found', message: 'not found' }] }, { status: 404 })
}

function answerOf({ organizations, total }: StubClerk, { pathname, searchParams }: URL): Response {
  const [, , list, id = '', part] = pathname.split('/')
  if (list === 'users' && id !== '') {
    const user = [...organizations.values()].flatMap(({ users }) => users).find((one) => read(one, 'id') === id)
    return user ? Response.json(user) : notFound()
  }
  const everything =
    id === '' && !searchParams.has('organization_id') && instanceList(organizations, total, list, searchParams)
  if (everything) return everything
  const organization = organizations.get(list === 'users' ? (searchParams.get('organization_id') ?? '') : id)
  if (list === 'users') return userPage(organization?.users ?? [], searchParams)
  if (!organization) return notFound()
  if (part === undefined) return Response.json(organization.record)
  const asked = searchParams.getAll('user_id')
  const data = organization.memberships.filter((one) => asked.length === 0 || asked.includes(userOf(one)))
  return Response.json({
    data: pageFrom(data, Number(searchParams.get('offset') ?? 0), searchParams),
    total_count: data.length,
  })
}

/** A page of a list of the whole instance. */
function instanceList(
  organizations: StubClerk['organizations'],
  total: StubClerk['total'],
  list: string | undefined,
  query: URLSearchParams,
): Response | undefined {
  const all = [...organizations.values()]
  const descending = query.get('order_by')?.startsWith('-') === true
  const field = query.get('order_by')?.slice(1) ?? ''
  // As in PostgreSQL, where what has no time is the first of a list from the newest on.
  const time = (one: unknown) => Number(read(one, field) ?? Infinity) || 0
  const sorted = (records: unknown[]) =>
    records.toSorted((a, b) => (descending ? time(b) - time(a) : time(a) - time(b)))
  const listed = (records: unknown[]) =>
    Response.json({
      data: pageFrom(sorted(records), Number(query.get('offset') ?? 0), query),
      total_count: total(records.length),
    })
  if (list === 'organization_memberships') return listed(all.flatMap(({ memberships }) => memberships))
  if (list === 'organizations')
    return listed(all.map(({ record, memberships }) => Object.assign({ members_count: memberships.length }, record)))
  return list === 'users' ? userPage(sorted(all.flatMap(({ users }) => users)), query) : undefined
}

function userPage(users: unknown[], query: URLSearchParams): Response {
  const after = query.get('starting_after')
  if (after === null) return Response.json(pageFrom(users, Number(query.get('offset') ?? 0), query))
  const at = users.findIndex((one) => read(one, 'id') === after)
  if (at === -1) return Response.json({ errors: [{ code: 'invalid' }] }, { status: 422 })
  return Response.json(pageFrom(users, at + 1, query))
}

function pageFrom(records: unknown[], from: number, query: URLSearchParams): unknown[] {
  return records.slice(from, from + Number(query.get('limit')))
}

function userOf(membership: unknown): string {
  const user: unknown = read(read(membership, 'public_user_data'), 'user_id')
  return typeof user === 'string' ? user : ''
}

function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
