import type { LocalClerk } from '@roster/clerk-local'
import type { Organization } from './clerk-changes.ts'

type Faults = Parameters<LocalClerk['setFaults']>[0]

/** Missing fields and invalid values. The soak reads the other fields itself when it makes changes. */
const ODD = [
  { record: 'user', field: 'updated_at', value: 'yesterday' },
  { record: 'user', field: 'first_name', value: 5 },
  { record: 'user', field: 'email_addresses', value: null },
  { record: 'user', field: 'has_image' },
  { record: 'organization_membership', field: 'public_user_data', value: null },
  { record: 'organization_membership', field: 'updated_at', value: 'yesterday' },
  { record: 'organization_membership', field: 'organization' },
  { record: 'organization', field: 'updated_at', value: 'yesterday' },
]
// Less than the minute after which the absence of an organization is believed.
const LONGEST_MS = 20_000

/** Random faults of Clerk's API: a wrong 404, once or for some seconds, or odd records. */
export function strangeAnswers(organizations: readonly Organization[]): { kind: '404' | 'odd'; faults: Faults } {
  const { id } = pick(organizations)
  const wear = Math.random() < 0.5 ? { times: 1 } : { forMs: LONGEST_MS }
  if (Math.random() < 0.5) {
    const path = pick([`/v1/organizations/${id}`, `/v1/organizations/${id}/memberships`])
    return { kind: '404', faults: { apiAnswers: [{ path, method: 'GET', status: 404, ...wear }] } }
  }
  return { kind: 'odd', faults: { oddRecords: [{ ...pick(ODD), in: 'api', ...wear }] } }
}

function pick<Item>(from: readonly Item[]): Item {
  const item = from[Math.floor(Math.random() * from.length)]
  if (item === undefined) throw new Error('There is nothing to choose from.')
  return item
}
