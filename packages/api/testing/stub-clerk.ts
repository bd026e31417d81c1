import { createClerkReader } from '../src/clerk/create-clerk-reader.ts'
import type { ClerkReader } from '../src/clerk/clerk-reader.ts'

/** What a Clerk answers of one organization: records as they are, understood or not. */
export type StubOrganization = { record: unknown; users: unknown[]; memberships: unknown[] }

/** A Clerk at the network's edge that answers these records; `answer` may answer otherwise, by the path. */
export type StubClerk = {
  reader: ClerkReader
  organizations: Map<string, StubOrganization>
  answer: (path: string) => Response | undefined
  /** The paths that were asked for. */
  asked: string[]
}

export function stubClerk(): StubClerk {
  const clerk: StubClerk = {
    organizations: new Map(),
    answer: () => undefined,
    asked: [],
    reader: createClerkReader({
      apiUrl: 'http://clerk.invalid',
      secretKey: 'sk_test_stub',
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

function answerOf({ organizations }: StubClerk, { pathname, searchParams }: URL): Response {
  const [, , list, id = '', part] = pathname.split('/')
  if (list === 'users' && id !== '') {
    const user = [...organizations.values()].flatMap(({ users }) => users).find((one) => read(one, 'id') === id)
    return user ? Response.json(user) : notFound()
  }
  const organization = organizations.get(list === 'users' ? (searchParams.get('organization_id') ?? '') : id)
  if (list === 'users') return Response.json(organization?.users ?? [])
  if (!organization) return notFound()
  if (part === undefined) return Response.json(organization.record)
  const asked = searchParams.getAll('user_id')
  const data = organization.memberships.filter((one) => asked.length === 0 || asked.includes(userOf(one)))
  return Response.json({ data, total_count: data.length })
}

function userOf(membership: unknown): string {
  const user: unknown = read(read(membership, 'public_user_data'), 'user_id')
  return typeof user === 'string' ? user : ''
}

function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
