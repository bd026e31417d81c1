import { z } from 'zod'
import { type ClerkError, clerkError } from '../http/clerk-error.ts'
import { pageQuery, word, words } from '../http/read-request.ts'
import type { User } from '../state/rows.ts'
import type { World } from '../state/world.ts'

export const usersQuery = z.strictObject({
  ...pageQuery,
  order_by: word,
  starting_after: word,
  organization_id: words,
  user_id: words,
  email_address: words,
  external_id: words,
  username: words,
  query: word,
})

type UsersQuery = z.infer<typeof usersQuery>

/** One page of `GET /v1/users`. Unfiltered lists and organizations have an index, so a page costs only its own length. */
export function listUsers(world: World, query: UsersQuery): User[] {
  const { order_by: order = '-created_at', starting_after: cursor, offset, limit } = query
  const [, sign, field] = /^([-+ ]?)(created_at|updated_at)$/.exec(order) ?? []
  if (field === undefined) throw invalid('order_by', 'must be created_at or updated_at')
  const descending = sign === '-'
  if (cursor !== undefined && (field !== 'created_at' || offset > 0)) {
    throw invalid('starting_after', 'needs an order by created_at and no offset')
  }
  const after = cursor === undefined ? undefined : requireCursor(world, cursor)
  const indexed = indexedList(world, query, field)
  if (indexed !== undefined) {
    const passed = (key: User) => (descending ? indexed.size - indexed.countBefore(key) : indexed.countUpTo(key))
    return indexed.page({ offset: after === undefined ? offset : passed(after), limit, descending })
  }
  const ordered = field === 'created_at' ? world.allUsers : world.usersByChange
  const matching = filterUsers(world, query, ordered.page({ offset: 0, limit: ordered.size, descending }))
  const start = after === undefined ? offset : matching.findIndex(({ id }) => id === after.id) + 1
  return matching.slice(start, start + limit)
}

export function countUsers(world: World, query: UsersQuery): number {
  return indexedList(world, query, 'created_at')?.size ?? filterUsers(world, query, [...world.users.values()]).length
}

const filters = ['user_id', 'email_address', 'external_id', 'username', 'query'] as const

function indexedList(world: World, query: UsersQuery, field: string) {
  if (filters.some((name) => query[name] !== undefined)) return undefined
  const { organization_id: organizations } = query
  if (organizations === undefined) return field === 'created_at' ? world.allUsers : world.usersByChange
  const [only, ...more] = organizations
  return field !== 'created_at' || only === undefined || more.length > 0 || only.startsWith('-')
    ? undefined
    : world.membersOf(plainId(only)).users
}

function filterUsers(world: World, query: UsersQuery, users: readonly User[]): User[] {
  const text = query.query?.toLowerCase() ?? ''
  return users.filter((user) => {
    const addresses = user.emails.map(({ address }) => address)
    return (
      matches(query.organization_id, (id) => world.membership(id, user.id) !== undefined) &&
      matches(query.user_id, (id) => id === user.id) &&
      matches(query.external_id, (id) => id === user.externalId) &&
      (query.username?.includes(user.username ?? '') ?? true) &&
      (query.email_address?.some((address) => addresses.includes(address.toLowerCase())) ?? true) &&
      [user.id, user.firstName, user.lastName, user.username, ...addresses].join(' ').toLowerCase().includes(text)
    )
  })
}

/** An id with `+` or no sign asks for the users that have it, one with `-` for those that do not. */
function matches(ids: readonly string[] | undefined, has: (id: string) => boolean): boolean {
  if (ids === undefined) return true
  const wanted = ids.filter((id) => !id.startsWith('-'))
  const unwanted = ids.filter((id) => id.startsWith('-'))
  return (wanted.length === 0 || wanted.some((id) => has(plainId(id)))) && !unwanted.some((id) => has(plainId(id)))
}

/** The id without its sign. In a query string `+` may arrive as a space. */
function plainId(id: string): string {
  return id.replace(/^[-+ ]/, '')
}

/** A deleted cursor is an error, because the place where the list should resume is unknown. */
function requireCursor(world: World, id: string): User {
  const user = world.users.get(id)
  if (user === undefined)
    throw invalid('starting_after', 'names a user that does not exist; start again from the first page')
  return user
}

function invalid(name: string, message: string): ClerkError {
  return clerkError(422, 'form_param_value_invalid', `${name} ${message}.`, name)
}
