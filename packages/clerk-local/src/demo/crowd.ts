import { newId } from '../new-id.ts'
import { blankMembership, blankOrganization, blankUser } from '../state/blank-rows.ts'
import type { Change } from '../state/rows.ts'

const PORTION = 10_000
const OPENED = Date.UTC(2023, 0, 1)
const FIRST = ['Ada', 'Ben', 'Chloé', 'Dmitri', 'Eun-ji', 'Fatima', 'Goran', 'Hana']
const LAST = ['Abe', 'Brown', 'Costa', 'Dahl', 'Evans', 'Farah', 'Gupta', 'Haddad', 'Ito']

/** Additional users, without passwords, and organizations, created one minute apart. */
export function* crowd(size: { users: number; organizations: number }): Generator<Change[]> {
  let portion: Change[] = []
  for (let at = 0; at < Math.max(size.users, size.organizations); at++) {
    if (at < size.organizations) portion.push(organizationChange(at))
    if (at < size.users) {
      portion.push(userChange(at))
      // A user joins only organizations that already exist.
      const joined = [at % size.organizations, ...(at % 10 === 0 ? [(at * 7 + 1) % size.organizations] : [])]
      for (const organization of new Set(joined))
        if (organization <= at) portion.push(membershipChange(at, organization))
    }
    if (portion.length < PORTION) continue
    yield portion
    portion = []
  }
  yield portion
}

const timeOf = (at: number) => OPENED + at * 60_000

function userChange(at: number): Change {
  const id = newId('user', `crowd ${at}`)
  const createdAt = timeOf(at)
  const email = { id: `idn_${id.slice(5)}`, address: `person${at}@crowd.test`, createdAt }
  const row = {
    ...blankUser({ id, emails: [email], createdAt }),
    firstName: FIRST[at % FIRST.length] ?? null,
    lastName: LAST[at % LAST.length] ?? null,
    hasImage: at % 3 === 0,
  }
  return { kind: 'user', id, row }
}

function organizationChange(at: number): Change {
  const id = newId('org', `crowd ${at}`)
  const given = { id, name: `Crowd ${at}`, slug: `crowd-${at}`, createdBy: null, createdAt: timeOf(at) }
  return { kind: 'organization', id, row: blankOrganization(given) }
}

function membershipChange(user: number, organization: number): Change {
  const id = newId('orgmem', `crowd ${organization} ${user}`)
  const row = blankMembership({
    id,
    organizationId: newId('org', `crowd ${organization}`),
    userId: newId('user', `crowd ${user}`),
    role: user % 50 === 0 ? 'org:admin' : 'org:member',
    createdAt: timeOf(user),
  })
  return { kind: 'membership', id, row }
}
