import { listen } from '@roster/api/testing'
import { sizes, orgIdOf } from './seed.ts'

/** The fastest possible user list of Clerk, with prepared pages: the best case for its callers. */
export async function startClerkStub() {
  const totals = new Map<string, number>(sizes.map((size) => [orgIdOf(size), size]))
  const pages = new Map<number, string>()
  const page = (count: number) => pages.get(count) ?? remember(count)
  const remember = (count: number) => {
    const text = JSON.stringify(Array.from({ length: count }, (_, index) => stubUser(index)))
    pages.set(count, text)
    return text
  }
  return await listen((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stub.invalid')
    const total = totals.get(searchParams.get('organization_id') ?? '') ?? 0
    const count = Math.max(0, Math.min(500, total - Number(searchParams.get('offset') ?? 0)))
    response.setHeader('content-type', 'application/json')
    response.end(
      pathname.endsWith('/count') ? JSON.stringify({ object: 'total_count', total_count: total }) : page(count),
    )
  })
}

function stubUser(index: number) {
  const email = {
    id: `idn_${index}`,
    object: 'email_address',
    email_address: `given${index}@company.test`,
    linked_to: [],
    verification: null,
  }
  return {
    id: `user_bench25n${String(index).padStart(6, '0')}`,
    object: 'user',
    first_name: `Given${index}`,
    last_name: `Familyname${index}`,
    image_url: `https://img.clerk.com/${index}`,
    has_image: true,
    primary_email_address_id: email.id,
    email_addresses: [email],
    phone_numbers: [],
    web3_wallets: [],
    external_accounts: [],
    saml_accounts: [],
    enterprise_accounts: [],
    public_metadata: {},
    private_metadata: {},
    unsafe_metadata: {},
    banned: false,
    locked: false,
    created_at: 1_600_000_000_000,
    updated_at: 1_700_000_000_000,
  }
}
