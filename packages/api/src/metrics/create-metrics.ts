import { Counter, Histogram, type Registry } from 'prom-client'
import type { Metrics } from './metrics.ts'

const ANSWER_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const CLERK_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const GROUP_SIZES = [1, 2, 4, 8, 16, 32, 64, 128]

/** Counters and histograms in the host's registry; docs/operations.md documents each. */
export function createMetrics(registry: Registry): Metrics {
  const registers = [registry]
  // The histogram's count is the number of requests. A separate counter would double the cost for each of them.
  const answers = new Histogram({
    name: 'roster_http_request_duration_seconds',
    help: 'Time from a request to its answer, by face and status',
    labelNames: ['face', 'status'],
    buckets: ANSWER_SECONDS,
    registers,
  })
  const shed = new Counter({
    name: 'roster_http_shed_total',
    help: 'Requests refused with 503 because too many wait for their admission',
    registers,
  })
  const groups = new Histogram({
    name: 'roster_standing_group_size',
    help: 'Callers whose standing one statement read',
    buckets: GROUP_SIZES,
    registers,
  })
  const events = new Counter({
    name: 'roster_webhook_events_total',
    help: 'Signed webhooks of this Clerk instance, by outcome',
    labelNames: ['outcome'],
    registers,
  })
  const clerk = new Histogram({
    name: 'roster_clerk_request_duration_seconds',
    help: 'Time of a read of Clerk’s Backend API, by status; none: no answer',
    labelNames: ['status'],
    buckets: CLERK_SECONDS,
    registers,
  })
  const calls = new Counter({
    name: 'roster_clerk_calls_total',
    help: 'Calls to Clerk requested from the budget of all replicas, by share, and whether they were granted',
    labelNames: ['share', 'granted'],
    registers,
  })
  const secondsSince = (startedMs: number) => (performance.now() - startedMs) / 1000

  return {
    answered: (face, status, startedMs) => answers.observe({ face, status }, secondsSince(startedMs)),
    shed: () => shed.inc(),
    standingsRead: (callers) => groups.observe(callers),
    webhook: (outcome) => events.inc({ outcome }),
    clerkAnswered: (status, startedMs) => clerk.observe({ status }, secondsSince(startedMs)),
    callAsked: (share, granted) => calls.inc({ share, granted: String(granted) }),
  }
}
