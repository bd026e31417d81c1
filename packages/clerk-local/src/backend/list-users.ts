import { z } from 'zod'
import { ClerkError } from '../http/clerk-error.ts'
import { pageQuery, word, words } from '../http/read-request.ts'
import type { User } from '../state/rows.ts'
import type { World } from '../state/world.ts'

export const usersQuery = z.strictObject({
  ...pageQuery,
  order_by: z.array(z.string()).optional(),
  starting_after: word,
  organization_id: words,
  user_id: words,
  email_address: words,
  external_id: words,
  username: words,
  query: word,
  email_address_query: word,
  name_query: word,
  banned: word,
})

type UsersQuery = z.infer<typeof usersQuery>

/** One page of `GET /v1/users`; ordered by creation, or of the whole instance by change, it costs only its own length. */
export function listUsers(world: World, query: UsersQuery): User[] {
  const { field, descending } = order(query)
  if (query.starting_after !== undefined && (field !== 'created_at' || query.offset > 0)) {
    throw invalid('starting_after', 'needs an order by created_at and no offset')
  }
  const indexed = field === 'created_at' ? indexedList(world, query) : undefined
  if (indexed !== undefined) {
    const start = query.starting_after === undefined ? undefined : cursor(world, query.starting_after)
    const passed = (key: User) => (descending ? indexed.size - indexed.countBefore(key) : indexed.countUpTo(key))
    const offset = start === undefined ? query.offset : passed(start)
    return indexed.page({ offset, limit: query.limit, descending }).flatMap(({ id }) => world.users.get(id) ?? [])
  }
  if (field === 'updated_at' && [...filters, 'organization_id' as const].every((name) => query[name] === undefined)) {
    const { limit, offset } = query
    return world.usersByChange.page({ offset, limit, descending }).flatMap(({ id }) => world.users.get(id) ?? [])
  }
  const sorted = filterUsers(world, query).sort((a, b) => compare(a, b, field))
  if (descending) sorted.reverse()
  const start =
    query.starting_after === undefined ? query.offset : sorted.findIndex(({ id }) => id === query.starting_after) + 1
  return sorted.slice(start, start + query.limit)
}

export function countUsers(world: World, query: UsersQuery): number {
  return indexedList(world, query)?.size ?? filterUsers(world, query).length
}

const filters = [
  'user_id',
  'email_address',
  'external_id',
  'username',
  'query',
  'email_address_query',
  'name_query',
  'banned',
] as const

function indexedList(world: World, query: UsersQuery) {
  if (filters.some((name) => query[name] !== undefined)) return undefined
  const organizations = query.organization_id
  if (organizations === undefined) return world.allUsers
  const [only, ...more] = organizations
  return only === undefined || more.length > 0 || only.startsWith('-')
    ? undefined
    : world.membersOf(plainId(only)).users
}

function filterUsers(world: World, query: UsersQuery): User[] {
  const text = query.query?.toLowerCase()
  const matches = (value: string | null | undefined, part: string | undefined) =>
    part === undefined || (value ?? '').toLowerCase().includes(part.toLowerCase())
  return [...world.users.values()].filter((user) => {
    const name = `${user.firstName ?? ''} ${user.lastName ?? ''}`
    const addresses = user.emails.map(({ address }) => address)
    return (
      chosen(query.organization_id, (id) => world.membership(id, user.id) !== undefined) &&
      chosen(query.user_id, (id) => id === user.id) &&
      chosen(query.external_id, (id) => id === user.externalId) &&
      (query.username?.includes(user.username ?? '') ?? true) &&
      (query.email_address?.some((address) => addresses.includes(address.toLowerCase())) ?? true) &&
      (query.banned === undefined || query.banned === String(user.banned)) &&
      matches(name, query.name_query) &&
      matches(addresses.join(' '), query.email_address_query) &&
      matches([user.id, name, user.username, ...addresses].join(' '), text)
    )
  })
}

/** Ids take a sign: `+` or none asks for what has it, `-` for what does not. A query string may show `+` as a space. */
function chosen(ids: readonly string[] | undefined, has: (id: string) => boolean): boolean {
  if (ids === undefined) return true
  const wanted = ids.filter((id) => !id.startsWith('-'))
  const unwanted = ids.filter((id) => id.startsWith('-'))
  return (wanted.length === 0 || wanted.some((id) => has(plainId(id)))) && !unwanted.some((id) => has(plainId(id)))
}

function plainId(id: string): string {
  return id.replace(/^[-+ ]/, '')
}

const fields = [
  'created_at',
  'updated_at',
  'email_address',
  'first_name',
  'last_name',
  'username',
  'last_active_at',
  'last_sign_in_at',
] as const
type Field = (typeof fields)[number]

function order(query: UsersQuery): { field: Field; descending: boolean } {
  const given = query.order_by?.[0] ?? '-created_at'
  const field = fields.find((known) => known === plainId(given))
  if (field === undefined) throw invalid('order_by', `must be one of ${fields.join(', ')}`)
  return { field, descending: given.startsWith('-') }
}

function compare(a: User, b: User, field: Field): number {
  const left = sortValue(a, field)
  const right = sortValue(b, field)
  if (left === right) return a.id < b.id ? -1 : 1
  return left < right ? -1 : 1
}

function sortValue(user: User, field: Field): string | number {
  switch (field) {
    case 'created_at':
      return user.createdAt
    case 'updated_at':
      return user.updatedAt
    case 'email_address':
      return user.emails.find(({ id }) => id === user.primaryEmailId)?.address ?? ''
    case 'first_name':
      return user.firstName ?? ''
    case 'last_name':
      return user.lastName ?? ''
    case 'username':
      return user.username ?? ''
    case 'last_active_at':
    case 'last_sign_in_at':
      return user.lastSignInAt ?? 0
  }
}

/** A cursor whose user is gone is refused, not guessed at: the caller starts over. */
function cursor(world: World, id: string): User {
  const user = world.users.get(id)
  if (user === undefined)
    throw invalid('starting_after', 'names a user that does not exist; start again from the first page')
  return user
}

function invalid(name: string, message: string): ClerkError {
  return new ClerkError(422, [
    { code: 'form_param_value_invalid', message: `${name} ${message}.`, meta: { param_name: name } },
  ])
}
