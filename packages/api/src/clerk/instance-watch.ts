import { createPublicKey, type KeyObject } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { causeOf } from '../cause-of.ts'
import type { MirrorLog } from '../sync/sync-deps.ts'

/** Whether the secret key belongs to the instance that this database mirrors; `unknown` until Clerk has answered once. */
export type Ownership = 'own' | 'foreign' | 'unknown'

/** Ensures that only data of this database's own Clerk instance reaches the mirror. */
export type InstanceWatch = {
  ownership: () => Ownership
  /** Sends a request to Clerk; rejects unless this database's own instance is known to answer there. */
  fetch: typeof fetch
  /** Whether a verified event is from another instance, whose signing secret may have been configured. */
  isForeign: (event: unknown) => boolean
  /** Asks Clerk now, or waits for the check in flight. */
  check: () => Promise<void>
  /** Checks every hour, and every minute while the answer is not `own`. Ends with the signal. */
  run: (signal: AbortSignal) => Promise<void>
}

export type InstanceWatchOptions = {
  /** Clerk's Backend API without `/v1`. */
  apiUrl: string
  secretKey: string
  jwtKey: string
  /** The stored id of the instance. If there is none, `seen` is stored. */
  instanceId: (seen: string | null) => Promise<string | null>
  fetch: typeof fetch
  log: MirrorLog
}

type Key = { id: string; key: KeyObject }

const HOUR_MS = 60 * 60 * 1000
const MINUTE_MS = 60 * 1000
// Less than the reader's timeout, so that a read can wait for this check.
const TIMEOUT_MS = 4_000

const key = z.object({ kid: z.string(), kty: z.literal('RSA'), n: z.string(), e: z.string() })
// Keys of other algorithms are no concern of ours, as RFC 7517 says in section 5.
const keySet = z
  .object({ keys: z.array(key.nullable().catch(null)) })
  .transform(({ keys }) => keys.filter((one) => one !== null))
  .refine((keys) => keys.length > 0)
const envelope = z.object({ instance_id: z.string() })

/** `GET /v1/jwks` returns the keys of the secret key's instance: only this call shows that secret key and JWT key belong together. */
export async function createInstanceWatch(options: InstanceWatchOptions): Promise<InstanceWatch> {
  const { log } = options
  const jwtKey = createPublicKey(options.jwtKey)
  let stored = await options.instanceId(null)
  let ownership: Ownership = 'unknown'
  let checking: Promise<void> | undefined

  async function check(): Promise<void> {
    const keys = await readKeys(options)
    // Without an answer the last one stays valid: an outage of Clerk changes nothing.
    if (!keys) {
      if (ownership === 'unknown') log('warn', UNREAD, { cause: 'instance unread' })
      return
    }
    const own = keys.find(({ key }) => key.equals(jwtKey))
    if (own) stored = await options.instanceId(own.id)
    const problem = own ? (own.id === stored ? null : otherDatabase) : otherKeys(keys, stored)
    if (problem)
      log('error', `${problem} ${consequence}`, { instance: own?.id ?? keys[0]?.id ?? null, expected: stored })
    else if (ownership === 'foreign') log('info', 'Clerk answers for this database’s instance again.', {})
    ownership = problem ? 'foreign' : 'own'
  }

  const checkOnce = () => (checking ??= check().finally(() => (checking = undefined)))

  return {
    ownership: () => ownership,
    check: checkOnce,

    async fetch(input, init) {
      if (ownership === 'unknown') await checkOnce()
      if (ownership !== 'own') throw new UnverifiedClerkError()
      return options.fetch(input, init)
    },

    isForeign(event) {
      const { data } = envelope.safeParse(event)
      return stored !== null && data !== undefined && data.instance_id !== stored
    },

    async run(signal) {
      while (!signal.aborted) {
        await checkOnce().catch((error: unknown) =>
          log(
            'error',
            'The Clerk instance could not be stored, so its answers are not used yet. Roster tries again; check the database.',
            causeOf(error),
          ),
        )
        const wait = ownership === 'own' ? HOUR_MS : MINUTE_MS
        await delay(wait, undefined, { signal, ref: false }).catch(() => {})
      }
    },
  }
}

const UNREAD =
  'Clerk has not answered with its keys (GET /v1/jwks) since the start, so none of its answers are used yet. Wait for Clerk, or let the proxy of CLERK_API_URL forward that path.'
const consequence =
  'Its answers are not used, and the mirror stays as it is until you set the right variables and restart Roster.'
const otherDatabase =
  'The database mirrors another Clerk instance than the one of CLERK_SECRET_KEY and CLERK_JWT_KEY: set the keys and DATABASE_URL of one instance.'

/** The stored id shows which of the two keys belongs to another instance; before there is one, it may be either. */
function otherKeys(keys: readonly Key[], stored: string | null): string {
  if (stored === null)
    return 'CLERK_SECRET_KEY and CLERK_JWT_KEY are of two Clerk instances: copy both again from the one of CLERK_PUBLISHABLE_KEY.'
  const wrong = keys.some(({ id }) => id === stored) ? 'CLERK_JWT_KEY' : 'CLERK_SECRET_KEY'
  return `${wrong} is of another Clerk instance than the one that the database mirrors: copy it again from that instance.`
}

/** Null if Clerk did not answer, or not with keys. */
async function readKeys({ apiUrl, secretKey, fetch }: InstanceWatchOptions): Promise<Key[] | null> {
  try {
    const response = await fetch(`${apiUrl}/v1/jwks`, {
      headers: { authorization: `Bearer ${secretKey}`, accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const keys = keySet.parse(await response.json())
    return keys.map(({ kid: id, ...jwk }) => ({ id, key: createPublicKey({ key: jwk, format: 'jwk' }) }))
  } catch {
    return null
  }
}

/** A request that was not sent, because the Clerk instance is not known to be the right one. The log shows the name. */
class UnverifiedClerkError extends Error {
  override name = 'UnverifiedClerk'
}
