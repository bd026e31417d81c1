import { createMirror, type Db } from '@roster/db'
import { Hono } from 'hono'
import { z } from 'zod'
import type { InstanceWatch } from '../../clerk/instance-watch.ts'
import { createVerifyEvent } from '../../clerk/verify-event.ts'
import { RosterError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { Metrics } from '../../metrics/metrics.ts'
import { applyEvent, isAboutRole } from '../../sync/events.ts'
import { fromWeb } from '../http-request.ts'
import type { CountAddress, RoutesEnv } from '../routes.ts'
import { readEvent } from './read-event.ts'

type WebhookRoutes = {
  path: string
  /** If all are empty, there is no webhook path. */
  secrets: readonly string[]
  db: Db
  watch: InstanceWatch
  onRoleChange: () => void
  countRefused: CountAddress
  metrics: Metrics
  log: Log
}

const NO_SECRET =
  'CLERK_WEBHOOK_SIGNING_SECRET is not set, so changes in Clerk show only after a reconcile, minutes later. Copy it from the webhook endpoint in Clerk.'
const NOT_UNDERSTOOD =
  'A signed webhook was not understood, so its row is read from Clerk instead. The table dead_letter names it: report it, or update Roster.'
const TEST_EVENT =
  'A test event of Clerk’s dashboard arrived: the endpoint and its signing secret are right. It concerns no real user, so nothing was changed.'
const FOREIGN_EVENT =
  'A signed webhook of another Clerk instance was refused, because CLERK_WEBHOOK_SIGNING_SECRET contains the secret of an endpoint there. Remove that secret, or delete the endpoint in Clerk.'

/**
 * The path that applies Clerk's signed events to the mirror, if there is a secret to verify them. Only refused
 * deliveries count towards the limit of an address: behind a proxy Clerk may share its address with others.
 */
export function createWebhookRoutes(options: WebhookRoutes): Hono<RoutesEnv>[] {
  const { path, db, watch, onRoleChange, countRefused, metrics, log } = options
  // Anybody can sign with an empty secret.
  const secrets = options.secrets.filter((secret) => secret.replace(/^whsec_/, '') !== '')
  if (secrets.length === 0) {
    log.warn({}, NO_SECRET)
    return []
  }
  const store = createMirror(db.webhooks)
  const verify = createVerifyEvent(secrets)

  /** If this throws, Clerk delivers the event again. */
  async function apply(event: unknown): Promise<void> {
    if (isTestEvent(event)) {
      metrics.webhook('test')
      return log.info({}, TEST_EVENT)
    }
    if (watch.isForeign(event)) {
      log.error({ cause: 'foreign event' }, FOREIGN_EVENT)
      throw new RosterError('VALIDATION_ERROR', { message: 'This event is of another Clerk instance' })
    }
    if (isAboutRole(event)) onRoleChange()
    const outcome = await db.health.within(() => applyEvent(store, event))
    metrics.webhook(outcome)
    if (outcome === 'dead-lettered') log.warn({ cause: 'event not understood' }, NOT_UNDERSTOOD)
  }

  const route = new Hono<RoutesEnv>()
  route.post(path, async (c) => {
    const { incoming } = c.env
    // Node's own request would lose its address, which is counted, where a long body is not read to its end.
    const request = { ...fromWeb(c.req.raw, undefined), readableDidRead: incoming.readableDidRead }
    const event = await readEvent(request, verify).catch((refusal: unknown) => {
      throw countRefused(incoming) ?? refusal
    })
    await apply(event)
    return c.body(null, 204)
  })
  return [route]
}

// “Send example” in Clerk's dashboard sends these, with the instance or an id of Clerk's documentation, or a sample's.
const testEvent = z.union([
  z.object({ instance_id: z.enum(['ins_123', 'ins_2g7np7Hrk0SN6kj5EDMLDaKNL0S']) }),
  z.object({ data: z.object({ id: z.string().regex(/^[a-z]+_(sample_|2g7np7Hrk0SN6kj5EDMLDaKNL0S$)/) }) }),
])

/** Whether a verified event is a test of the endpoint that concerns no real user. */
function isTestEvent(event: unknown): boolean {
  return testEvent.safeParse(event).success
}
