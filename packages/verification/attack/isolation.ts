import { createRandom } from '@roster/db/testing'
import type { Options, Verdict } from './group.ts'
import { startTarget, type Target } from './target.ts'

const REQUESTS = 200_000
const TENANTS = 1_000
const MEMBERS = 20
const AT_ONCE = 32

// Every text in a tenant's rows contains the tenant's number in this form.
const ownMark = /iso(\d+)x/g
const orgOf = (tenant: number) => `org_iso${tenant}x`
const userOf = (tenant: number, member: number) => `user_iso${tenant}x${member}`

type Ask = { path: string; method?: string; headers?: Record<string, string>; body?: string; rows: number }

/** The request names ids of the tenant `other`. `rows` is the least number of own rows in its answer. */
const shapes: ((own: number, other: number) => Ask)[] = [
  () => ({ path: '/api/v1/entities/users', rows: MEMBERS }),
  () => ({ path: '/api/v1/entities/users', headers: { accept: 'text/csv' }, rows: MEMBERS }),
  () => ({
    path: '/api/v1/entities/users?organization_id=org_iso1x',
    headers: { 'x-org-id': 'org_iso1x' },
    rows: MEMBERS,
  }),
  () => ({ path: '/api/v1/entities/users', method: 'HEAD', rows: 0 }),
  () => ({ path: '/api/trpc/users.list', rows: MEMBERS }),
  (_own, other) => ({ path: `/api/trpc/users.list?input=${json({ orgId: orgOf(other) })}`, rows: MEMBERS }),
  () => ({ path: `/api/trpc/users.list?batch=1&input=${json({})}`, rows: MEMBERS }),
  (own, other) => ({
    path: `/api/trpc/users.resolve,users.list,leads.list?batch=1&input=${json({ 0: { ids: [userOf(other, 1), userOf(own, 1)] } })}`,
    rows: MEMBERS + 1,
  }),
  () => ({
    path: `/api/trpc/users.list,leads.list,users.revision?batch=1&input=${json({})}`,
    headers: { 'trpc-accept': 'application/jsonl' },
    rows: MEMBERS + 1,
  }),
  (_own, other) => ({
    path: `/api/trpc/leads.list?input=${json({ cursor: { createdAt: '2999-01-01T00:00:00.000Z', id: leadOf(other) } })}`,
    rows: 1,
  }),
  (_own, other) => ({
    path: '/api/trpc/leads.assign',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ leadId: leadOf(other), assigneeId: null, version: 1 }),
    rows: 0,
  }),
]
const codings = ['identity', 'gzip', 'br']

/** Tenants send every shape of request in turn, while their lists change and a small cache evicts them. */
export async function* isolation({ scale }: Options): AsyncIterable<Verdict> {
  const target = await startTarget({
    SNAPSHOT_CACHE_MB: '2',
    RATE_LIMIT_CREDENTIAL: '100000000',
    RATE_LIMIT_ORGANIZATION: '100000000',
  })
  try {
    await addTenants(target)
    const count = Math.ceil(REQUESTS * scale)
    const found = { foreign: 0, missing: 0, failed: 0, first: '' }
    const tags = new Map<number, string>()
    const bearers = Array.from({ length: TENANTS }, (_, tenant) => {
      return `Bearer ${target.credentials.token(userOf(tenant, 1), orgOf(tenant), `sess_iso${tenant}`)}`
    })
    // Two sources, so that the requests are the same in every run, however many changes come between them.
    const [random, renamed] = [createRandom(1), createRandom(2)]
    let asked = 0

    async function askOn(): Promise<void> {
      while (asked < count) {
        asked += 1
        const own = random.below(TENANTS)
        const other = (own + 1 + random.below(TENANTS - 1)) % TENANTS
        const shape = random.pick(shapes)?.(own, other)
        if (!shape) continue
        // Sometimes with the ETag of another tenant's list, which must not match the caller's own.
        const tag = random.chance(0.25) ? tags.get(other) : undefined
        const headers = {
          ...shape.headers,
          authorization: bearers[own] ?? '',
          'accept-encoding': random.pick(codings) ?? '',
          ...(tag && { 'if-none-match': tag }),
        }
        const { method = 'GET', body = null } = shape
        const response = await fetch(target.url + shape.path, { method, headers, body })
        const text = await response.text()
        const etag = response.headers.get('etag')
        if (etag) tags.set(own, etag)
        const marks = [...text.matchAll(ownMark)].map(([, tenant]) => Number(tenant))
        const foreign = marks.some((tenant) => tenant !== own)
        if (foreign) found.foreign += 1
        else if (marks.length < shape.rows) found.missing += 1
        if (response.status >= 500) found.failed += 1
        if (foreign || marks.length < shape.rows || response.status >= 500)
          found.first ||= ` (first: ${shape.path} as tenant ${own}: ${response.status} ${text.slice(0, 300)})`
      }
    }

    async function changeOn(): Promise<void> {
      for (let round = 0; ; round += 1) {
        if (asked >= count) return
        await rename(target, renamed.below(TENANTS), round)
      }
    }
    const changing = changeOn()
    await Promise.all(Array.from({ length: AT_ONCE }, askOn))
    await changing
    yield {
      promise: 'no row of one tenant reaches another, by any shape of a request',
      number: `${found.foreign} of ${count} over ${TENANTS} tenants${found.first}`,
      holds: found.foreign === 0,
    }
    yield {
      promise: 'every tenant gets its own rows',
      number: `${found.missing} without, ${found.failed} failed`,
      holds: found.missing === 0 && found.failed === 0,
    }
  } finally {
    await target.stop()
  }
}

async function addTenants({ db }: Target): Promise<void> {
  const { background } = db
  const of = `((n - 1) / ${MEMBERS})`
  const member = `'user_iso' || ${of} || 'x' || ((n - 1) % ${MEMBERS} + 1)`
  await background.query(`SET statement_timeout = 0`)
  await background.query(
    `INSERT INTO roster.app_user (clerk_id, first_name, created_ms, updated_ms, state)
    SELECT ${member}, 'iso' || ${of} || 'x', 1600000000000 + n, 1700000000000, 'live' FROM generate_series(1, $1::int) n`,
    [TENANTS * MEMBERS],
  )
  await background.query(
    `INSERT INTO roster.membership (org_id, user_id, membership_id, role, created_ms, updated_ms, state)
    SELECT 'org_iso' || ${of} || 'x', ${member}, 'orgmem_iso' || n, 'org:member', 1700000000000, 1700000000000, 'live'
    FROM generate_series(1, $1::int) n`,
    [TENANTS * MEMBERS],
  )
  await background.query(
    `INSERT INTO roster.organization (clerk_id, state, revision, synced_at, confirmed_at, created_ms, updated_ms)
    SELECT 'org_iso' || n || 'x', 'live', 1, clock_timestamp(), clock_timestamp(), 1700000000000, 1700000000000
    FROM generate_series(0, $1::int - 1) n
    ON CONFLICT (clerk_id) DO UPDATE SET state = 'live', synced_at = excluded.synced_at, confirmed_at = excluded.confirmed_at`,
    [TENANTS],
  )
  await background.query(
    `INSERT INTO leads.lead (id, org_id, name) SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
    'org_iso' || n || 'x', 'iso' || n || 'x' FROM generate_series(0, $1::int - 1) n`,
    [TENANTS],
  )
}

async function rename({ db }: Target, tenant: number, round: number): Promise<void> {
  await db.background.query(
    'UPDATE roster.app_user SET last_name = $2, updated_ms = updated_ms + 1 WHERE clerk_id = $1',
    [userOf(tenant, 2), `Renamed${round}`],
  )
}

function leadOf(tenant: number): string {
  return `00000000-0000-4000-8000-${String(tenant).padStart(12, '0')}`
}

function json(value: object): string {
  return encodeURIComponent(JSON.stringify(value))
}
