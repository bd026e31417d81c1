import { createMirror, type Db } from '@roster/db'
import { z } from 'zod'
import type { InstanceWatch } from '../../clerk/instance-watch.ts'
import { createVerifyEvent } from '../../clerk/verify-event.ts'
import { RosterError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { Metrics } from '../../metrics/metrics.ts'
import { applyEvent, isAboutRole } from '../../sync/events.ts'
import type { Answer, Deliver } from '../answer/answer.ts'
import { errorAnswer } from '../answer/error-answer.ts'
import { requestId } from '../answer/request-id.ts'
import type { HttpRequest } from '../http-request.ts'
import type { CountAddress } from '../routes.ts'
import { readEvent } from './read-event.ts'

type Webhook = {
  /** If all are empty, there is no webhook path. */
  secrets: readonly string[]
  db: Db
  watch: InstanceWatch
  onRoleChange: () => void
  countRefused: CountAddress
  metrics: Metrics
  /** The headers of every answer. */
  secure: Record<string, string>
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
 * Applies Clerk's signed events to the mirror, if there is a secret to verify them. Only refused deliveries count towards
 * the limit of an address: behind a proxy Clerk may share its address with others.
 */
export function createWebhook(
  options: Webhook,
): ((request: HttpRequest, deliver: Deliver) => Promise<void>) | undefined {
  const { db, watch, onRoleChange, countRefused, metrics, secure, log } = options
  // Anybody can sign with an empty secret.
  const secrets = options.secrets.filter((secret) => secret.replace(/^whsec_/, '') !== '')
  if (secrets.length === 0) {
    log.warn({}, NO_SECRET)
    return undefined
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

  async function receive(request: HttpRequest): Promise<void> {
    if (request.method !== 'POST') throw new RosterError('METHOD_NOT_ALLOWED', { allow: 'POST' })
    // A request whose body was not read to its end has no connection later.
    const { headers, socket } = request
    const event = await readEvent(request, verify).catch((refusal: unknown) => {
      throw countRefused({ headers, socket }) ?? refusal
    })
    await apply(event)
  }

  async function answer(request: HttpRequest): Promise<Answer> {
    const id = requestId(request)
    const headers = { ...secure, 'x-request-id': id }
    try {
      await receive(request)
      return { status: 204, headers }
    } catch (error) {
      const { status, headers: more, body } = errorAnswer(error, log.child({ requestId: id }))
      return { status, headers: { ...headers, ...more }, body: [Buffer.from(body)] }
    }
  }

  return async (request, deliver) => deliver(await answer(request))
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
