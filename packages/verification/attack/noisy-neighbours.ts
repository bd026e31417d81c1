import { orgIdOf } from '../bench/list/seed.ts'
import type { Options, Verdict } from './group.ts'
import { flood, type Outcome } from './flood.ts'
import type { Shape } from '../shared/plain-http.ts'
import { NOISY, QUIET, startTarget, type Target } from './target.ts'

const users = '/api/v1/entities/users'
const QUIET_PER_SECOND = 50
const MAX_RATIO = 1.5
/** Smaller differences are within the noise of the machine. */
const NO_NOISE_MS = 5

/** A noisy caller and its requests, at ten times the rate that once stopped the other callers. */
type Noise = { who: string; perSecond: number; shapes: (target: Target) => Shape[]; isOpen?: true }

const tenTimes = (call: string) => `/api/trpc/${Array.from({ length: 10 }, () => call).join(',')}?batch=1`
const inputs = (input: object) =>
  encodeURIComponent(JSON.stringify(Object.fromEntries(range(10).map((n) => [n, input]))))

const noises: Noise[] = [
  {
    who: 'a member who asks for the list ten times in a batch',
    perSecond: 20,
    shapes: ({ session }) => [{ path: `${tenTimes('users.list')}&input=${inputs({})}`, headers: session(NOISY, 2) }],
  },
  {
    who: 'a member who asks for the list with an input, unencoded',
    perSecond: 20,
    shapes: ({ session }) => [{ path: '/api/trpc/users.list?input=%7B%7D', headers: session(NOISY, 2) }],
  },
  {
    who: 'members who ask for the list with others in a batch',
    perSecond: 20,
    shapes: ({ session }) =>
      range(20).map((number) => ({
        path: '/api/trpc/users.revision,users.list,users.revision?batch=1&input={}',
        headers: { ...session(NOISY, number + 2), 'accept-encoding': number % 2 ? 'gzip' : 'identity' },
      })),
  },
  {
    who: 'a member who reads 20,000 leads ten times in a batch',
    perSecond: 100,
    shapes: ({ session }) => [{ path: `${tenTimes('leads.list')}&input=${inputs({})}`, headers: session(NOISY, 3) }],
  },
  {
    who: 'an administrator who manages keys without a pause',
    perSecond: 3_500,
    shapes: ({ session }) => {
      const headers = { ...session(NOISY, 1), 'content-type': 'application/json' }
      const body = JSON.stringify({ name: 'Noise', expiresInDays: 1 })
      return [
        { path: '/api/trpc/apiKeys.list', headers },
        { path: '/api/trpc/apiKeys.create', method: 'POST', headers, body },
        { path: '/api/trpc/apiKeys.revoke', method: 'POST', headers, body: '{"id":"ak_unknown"}' },
      ]
    },
  },
  {
    who: 'somebody without a credential, or with guessed ones, at the same address',
    perSecond: 20,
    shapes: ({ credentials }) => [
      { path: users },
      ...range(50).map((number) => ({ path: users, headers: { authorization: `Bearer ak_guess_${number}` } })),
      ...range(50).map((number) => {
        const token = credentials.token('user_nobody', 'org_nowhere', `sess_nobody${number}`)
        return { path: users, headers: { authorization: `Bearer ${token.slice(0, -8)}AAAAAAAA` } }
      }),
    ],
  },
  {
    who: '1,800 open pages of one organization',
    perSecond: 1_000,
    // Pages that are open already have had their tokens verified.
    isOpen: true,
    shapes: ({ session }) =>
      range(1_800).map((number) => ({ path: '/api/trpc/users.revision', headers: session(NOISY, number + 100) })),
  },
]

/** A quiet organization and an API key of the noisy one, beside requests that once stopped everybody. */
export async function* noisyNeighbours({ scale, seconds }: Options): AsyncIterable<Verdict> {
  // On a core of its own the server would wait for V8's helpers, of which there are four, whenever it collects the noise.
  const target = await startTarget({}, '0,1')
  try {
    await addLeads(target)
    // Several callers, each within its own limit.
    const quiet = range(3).flatMap((number): Shape[] => [
      { path: users, headers: target.session(QUIET, 2 * number + 1) },
      { path: users, headers: target.key(QUIET, number + 1) },
      { path: '/api/trpc/users.list', headers: target.session(QUIET, 2 * number + 2) },
    ])
    const { url } = target
    const ask = (shapes: Shape[]) => flood({ url, shapes, perSecond: QUIET_PER_SECOND, seconds })
    // Loading and compiling happens once and must not count for either side.
    const warm = [...quiet, { path: users, headers: target.session(NOISY, 2) }]
    await flood({ url, shapes: warm, perSecond: QUIET_PER_SECOND, seconds: 3 })
    for (const { who, perSecond, shapes, isOpen } of noises) {
      const noisy = shapes(target)
      if (isOpen) await flood({ url, shapes: noisy, perSecond: 200, seconds: 9 })
      const alone = await ask(quiet)
      const callsBefore = target.clerkCalls()
      const cpuBefore = target.server.cpuSeconds()
      await target.server.loopDelays()
      const noise = flood({ url, shapes: noisy, perSecond: perSecond * scale, seconds, yields: true })
      const [beside, ownKey] = await Promise.all([
        ask(quiet),
        // It yields, too: the start of its process took the measuring one's core for a third of a second.
        flood({ url, shapes: [{ path: users, headers: target.key(NOISY, 7) }], perSecond: 1, seconds, yields: true }),
      ])
      const made = await noise
      const cpu = target.server.cpuSeconds() - cpuBefore
      const { p99: late } = await target.server.loopDelays()
      const calls = (target.clerkCalls() - callsBefore) / seconds
      yield {
        promise: `beside ${who}, a quiet organization’s p99 stays within ${MAX_RATIO} of alone`,
        number: `${beside.p99.toFixed(1)} ms, alone ${alone.p99.toFixed(1)} ms, ${beside.timedOut} time-outs, ${beside.failed} failed; noise ${describe(made)}, ${cpu.toFixed(1)} s of CPU, event loop ${late.toFixed(1)} ms late at p99, ${calls.toFixed(1)} calls to Clerk a second`,
        holds: beside.p99 <= Math.max(MAX_RATIO * alone.p99, NO_NOISE_MS) && beside.failed === 0,
      }
      yield {
        promise: `beside ${who}, an API key of the same organization is answered`,
        number: describe(ownKey),
        holds: ownKey.failed === 0,
      }
    }
  } finally {
    await target.stop()
  }
}

function describe({ statuses, asked }: Outcome): string {
  const found = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`)
  return `${asked} asked (${found.join(', ')})`
}

async function addLeads({ db }: Target): Promise<void> {
  await db.background.query(
    `INSERT INTO leads.lead (org_id, name, company, created_at)
    SELECT $1, 'Lead ' || n, 'Company ' || n, '2025-01-01'::timestamptz + n * interval '1 minute'
    FROM generate_series(1, 20000) n`,
    [orgIdOf(NOISY)],
  )
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index)
}
