import type { OddRecord } from '@roster/db'

type Json = Record<string, unknown>
type Kind = OddRecord['kind']

const AT = 1_700_000_000_000

/** A record as Clerk answers it. */
export const wholeRecord: Record<Kind, (orgId: string, number: number) => Json> = {
  user: (orgId, number) => ({
    object: 'user',
    id: `user_${orgId}${number}`,
    first_name: `First ${number}`,
    last_name: `Last ${number}`,
    primary_email_address_id: 'idn_1',
    email_addresses: [{ object: 'email_address', id: 'idn_1', email_address: `${number}@example.test` }],
    image_url: 'https://img.clerk.com/1',
    has_image: true,
    banned: false,
    deprovisioned: false,
    locked: false,
    created_at: AT + number,
    updated_at: AT + number,
  }),
  membership: (orgId, number) => ({
    object: 'organization_membership',
    id: `orgmem_${orgId}${number}`,
    role: 'org:member',
    organization: { object: 'organization', id: orgId },
    public_user_data: { user_id: `user_${orgId}${number}` },
    created_at: AT + number,
    updated_at: AT + number,
  }),
  organization: (orgId) => ({ object: 'organization', id: orgId, created_at: AT, updated_at: AT }),
}

const paths: Record<Kind, string[]> = {
  user: `id first_name last_name primary_email_address_id email_addresses email_addresses.0 email_addresses.0.id
    email_addresses.0.email_address image_url has_image banned deprovisioned created_at updated_at`.split(/\s+/),
  membership:
    'id role organization organization.id public_user_data public_user_data.user_id created_at updated_at'.split(' '),
  organization: ['created_at', 'updated_at'],
}

const ABSENT = Symbol('absent')
const values: [name: string, value: unknown][] = [
  ['absent', ABSENT],
  ['null', null],
  ['true', true],
  ['a fraction', 1_700_000_000_000.5],
  ['a huge number', 1e300],
  ['a time after year 9999', 9e15],
  ['a negative number', -1],
  ['an empty text', ''],
  ['a text', 'yesterday'],
  ['a NUL', 'a\0b'],
  ['half a surrogate pair', 'a\uD83D'],
  ['a huge text', '🦄'.repeat(100_000)],
  ['an array', [1, null]],
  ['an object', { toString: 1, id: {} }],
]

const kinds = ['user', 'membership', 'organization'] as const

/** Every odd value for every field of every kind of record, and for a whole record of a list (the empty path). */
export const oddFields = kinds.flatMap((kind) =>
  [...paths[kind], ...(kind === 'organization' ? [] : [''])].map((path) => ({
    kind,
    path,
    variants: values.map(([what, value]) => ({ what, of: (record: Json) => changed(record, path, value) })),
  })),
)

function changed(record: Json, path: string, value: unknown): unknown {
  if (path === '') return value === ABSENT ? null : value
  const copy = structuredClone(record)
  setAt(copy, path.split('.'), value)
  return copy
}

function setAt(target: unknown, [key = '', ...rest]: string[], value: unknown): void {
  if (typeof target !== 'object' || target === null) return
  if (rest.length > 0) setAt(Reflect.get(target, key), rest, value)
  else if (value === ABSENT) Reflect.deleteProperty(target, key)
  else Reflect.set(target, key, value)
}
