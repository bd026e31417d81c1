import { newId } from '../new-id.ts'
import { passwordDigest } from '../tokens/password-digest.ts'
import { blankMembership, blankOrganization, blankUser } from '../state/blank-rows.ts'
import type { Change, User } from '../state/rows.ts'
import { demoPassword } from './demo-accounts.ts'
import { type DemoOrganization, type KnownPerson, knownPeople } from './known-people.ts'
import { randomPeople } from './random-people.ts'

const day = 24 * 60 * 60_000
// However many members an organization has, nobody joined in the future.
const GROWTH_DAYS = 1_450
/** Each grows for four years; `pace` is the number of days between two people, and less in a larger one. */
const organizations = [
  { slug: 'acme', name: 'Acme', opened: Date.UTC(2021, 0, 11, 9), pace: 58 },
  { slug: 'globex', name: 'Globex', opened: Date.UTC(2021, 4, 3, 9), pace: 1.3 },
  { slug: 'initech', name: 'Initech', opened: Date.UTC(2021, 8, 6, 9), pace: 0.12 },
] as const

/** The three demo organizations and their people, the same on every machine and on every day. */
export function demoData(sizes: Record<DemoOrganization, number>): Change[] {
  const digest = passwordDigest(demoPassword)
  const users = new Map<string, User>()
  const people = organizations.map(({ slug, opened, pace }) => {
    const ownPace = Math.min(pace, GROWTH_DAYS / sizes[slug])
    return peopleOf(slug, sizes[slug]).map((person, index) => {
      const joinedAt = opened + joinDelay(index, ownPace)
      const user = users.get(person.key) ?? userRow(person, joinedAt, digest)
      users.set(person.key, user)
      return { person, user, joinedAt: Math.max(joinedAt, user.createdAt) }
    })
  })
  const [{ opened, pace }] = organizations
  for (const [index, person] of knownPeople.entries()) {
    if (!users.has(person.key)) users.set(person.key, userRow(person, opened + joinDelay(index, pace), digest))
  }
  const changes: Change[] = [...users.values()].map((row) => ({ kind: 'user', id: row.id, row }))
  for (const [index, { slug, name, opened }] of organizations.entries()) {
    const createdBy = newId('user', 'alice')
    const organization = blankOrganization({ id: newId('org', slug), name, slug, createdBy, createdAt: opened })
    changes.push({ kind: 'organization', id: organization.id, row: organization })
    for (const { person, user, joinedAt } of people[index] ?? []) {
      const row = blankMembership({
        id: newId('orgmem', `${slug} ${user.id}`),
        organizationId: organization.id,
        userId: user.id,
        role: person.roles[slug] ?? 'org:member',
        createdAt: joinedAt,
      })
      changes.push({ kind: 'membership', id: row.id, row })
    }
  }
  return changes
}

function peopleOf(organization: DemoOrganization, count: number): KnownPerson[] {
  const known = knownPeople.filter(({ roles }) => roles[organization] !== undefined).slice(0, count)
  return [...known, ...randomPeople(organization, count - known.length)]
}

/** People join in list order at uneven intervals, every 40th in the same millisecond as the previous one, as in an import. */
function joinDelay(index: number, pace: number): number {
  const place = index % 40 === 39 ? index - 1 : index
  return Math.round((place + ((place * 37) % 100) / 100) * pace * day)
}

function userRow(person: KnownPerson, createdAt: number, digest: string): User {
  const id = newId('user', person.key)
  const emails = person.emails.map((address) => ({ id: newId('idn', address), address, createdAt }))
  return {
    ...blankUser({ id, emails, createdAt }),
    firstName: person.first,
    lastName: person.last,
    primaryEmailId: person.primary === null ? null : (emails[person.primary]?.id ?? null),
    hasImage: person.picture,
    passwordDigest: digest,
    mustResetPassword: person.mustResetPassword,
  }
}
