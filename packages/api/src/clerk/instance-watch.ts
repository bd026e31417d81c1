import { createPublicKey, type KeyObject } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { causeOf } from '../cause-of.ts'
import type { MirrorLog } from '../sync/sync-deps.ts'

/** Whether the secret key opens the instance that this database mirrors; `unknown` until Clerk has answered once. */
export type Ownership = 'own' | 'foreign' | 'unknown'

/** Sees to it that only what this database's own Clerk instance says reaches the mirror. */
export type InstanceWatch = {
  ownership: () => Ownership
  /** Sends a request to Clerk if this database's own instance answers there; rejects if another does, or none is known to. */
  fetch: typeof fetch
  /** Whether a verified event was sent by another instance: a signing secret may be of its endpoint. */
  isForeign: (event: unknown) => boolean
  /** Asks Clerk now, or joins who is asking. */
  check: () => Promise<void>
  /** Asks again every hour, and every minute while the answer is not `own`. Ends with the signal. */
  run: (signal: AbortSignal) => Promise<void>
}

export type InstanceWatchOptions = {
  /** Clerk's Backend API without `/v1`. */
  apiUrl: string
  secretKey: string
  jwtKey: string
  /** The stored id of the instance; one that is given becomes it where there is none. */
  instanceId: (seen: string | null) => Promise<string | null>
  fetch: typeof fetch
  log: MirrorLog
}

type Key = { id: string; key: KeyObject }

const HOUR_MS = 60 * 60 * 1000
const MINUTE_MS = 60 * 1000
// Below the reader's own limit, so that a read that had to wait for this is not cut off by it.
const TIMEOUT_MS = 4_000

const keySet = z.object({
  keys: z.array(z.object({ kid: z.string(), kty: z.literal('RSA'), n: z.string(), e: z.string() })).min(1),
})
const envelope = z.object({ instance_id: z.string() })

/** `GET /v1/jwks` answers the keys of the secret key's instance: the one call that ties secret key and JWT key together. */
export async function createInstanceWatch(options: InstanceWatchOptions): Promise<InstanceWatch> {
  const { log } = options
  const jwtKey = createPublicKey(options.jwtKey)
  let stored = await options.instanceId(null)
  let ownership: Ownership = 'unknown'
  let checking: Promise<void> | undefined

  async function check(): Promise<void> {
    const keys = await readKeys(options)
    // Without an answer the last one counts: a Clerk that is down changes nothing.
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
            'Whose Clerk answers could not be noted, so it is not believed yet; it is tried again. Look at the database.',
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
  'Clerk has not told its keys (GET /v1/jwks) since the start, so nothing that it answers is believed yet. Wait for it, or let the proxy of CLERK_API_URL pass that path on.'
const consequence =
  'Nothing that it answers is believed and the mirror stays as it is, until the right variables are set and Roster is started again.'
const otherDatabase =
  'The database mirrors another Clerk instance than the one of CLERK_SECRET_KEY and CLERK_JWT_KEY: set both, or DATABASE_URL, to those of one instance.'

/** The stored id tells which of the two keys is of another instance; before there is one, either may be. */
function otherKeys(keys: readonly Key[], stored: string | null): string {
  if (stored === null)
    return 'CLERK_SECRET_KEY and CLERK_JWT_KEY are of two Clerk instances: copy both again from the one of CLERK_PUBLISHABLE_KEY.'
  const wrong = keys.some(({ id }) => id === stored) ? 'CLERK_JWT_KEY' : 'CLERK_SECRET_KEY'
  return `${wrong} is of another Clerk instance than the one that the database mirrors: copy it again from that instance.`
}

/** Null where Clerk did not answer, or not in a way that tells anything. */
async function readKeys({ apiUrl, secretKey, fetch }: InstanceWatchOptions): Promise<Key[] | null> {
  try {
    const response = await fetch(`${apiUrl}/v1/jwks`, {
      headers: { authorization: `Bearer ${secretKey}`, accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const { keys } = keySet.parse(await response.json())
    return keys.map(({ kid: id, ...jwk }) => ({ id, key: createPublicKey({ key: jwk, format: 'jwk' }) }))
  } catch {
    return null
  }
}

/** A read that was not made, because nobody knows whose Clerk would answer it. Its name is what the log shows. */
class UnverifiedClerkError extends Error {
  override name = 'UnverifiedClerk'
}
