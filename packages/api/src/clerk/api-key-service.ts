import type { ClerkClient } from '@clerk/backend'
import { isClerkAPIResponseError } from '@clerk/backend/errors'
import type { OrganizationId } from '@roster/db'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { deadline } from '../deadline.ts'
import { RosterError } from '../errors.ts'
import { createTurns } from '../trpc/turns.ts'
import { createWindowCount } from '../http/limits/window-count.ts'
import type { Log } from '../log.ts'
import { pauseAfter, type ClerkBudget } from './ask-clerk.ts'
import { pathOf } from './records.ts'

// JavaScript has no later dates.
const time = z.number().min(0).max(8.64e15)
const timeOrNull = time.nullish().transform((ms) => ms ?? null)
const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: time,
  expiration: timeOrNull,
  lastUsedAt: timeOrNull,
  revoked: z.boolean(),
})
const { shape } = apiKey
const readable = z.object({
  id: shape.id,
  name: shape.name.catch(''),
  createdAt: time.catch(0),
  expiration: timeOrNull.catch(null),
  lastUsedAt: timeOrNull.catch(null),
  revoked: shape.revoked.catch(false),
})
const newKey = z.looseObject({ secret: z.string().nullish() })

/** An API key as the organization's administrators see it; times are in ms since 1970. */
export type ApiKeyRecord = z.output<typeof apiKey>

export type NewApiKey = { name: string; scopes: string[]; createdBy: string; secondsUntilExpiration: number | null }

/** The API keys of organizations. Clerk holds them; nothing of them is stored here. */
export type ApiKeyService = {
  /** The keys as Clerk had them at most 5 s ago, with every change that this process made. */
  list(orgId: OrganizationId): Promise<readonly ApiKeyRecord[]>
  /** Returns the secret, this once. An organization may have 100 keys that are neither revoked nor expired. */
  create(orgId: OrganizationId, key: NewApiKey): Promise<ApiKeyRecord & { secret: string }>
  /** This process refuses the key at once, even if Clerk's answer to the revocation is lost. */
  revoke(orgId: OrganizationId, keyId: string): Promise<void>
}

const PAGE = 100
const MAX_KEYS = 1_000
const MAX_LIVE_KEYS = 100
const PATIENCE_MS = 5_000
const RETRY_AFTER_SECONDS = 5
const CACHED_MS = 5_000
// The share of one organization, of the calls that all organizations have.
const CALLS_A_MINUTE = 40
const MAX_WAITING = 10

/** `block` is called with the id of each key that its organization revokes. */
export function createApiKeyService(
  { apiKeys }: ClerkClient,
  budget: ClerkBudget,
  block: (keyId: string) => void,
  log: Pick<Log, 'warn'>,
): ApiKeyService {
  const lists = new LRUCache<string, readonly ApiKeyRecord[]>({ max: 100, ttl: CACHED_MS })
  const calls = createWindowCount(CALLS_A_MINUTE, 60_000, 10_000)
  const inTurn = createTurns(MAX_WAITING)
  const odd = new LRUCache<string, true>({ max: 1_000 })

  /** Clerk's answer, if it comes in time and matches the schema. Whatever else happens becomes our error. */
  async function fromClerk<Schema extends z.ZodType>(
    orgId: OrganizationId,
    schema: Schema,
    call: () => Promise<unknown>,
    ofMissing: (cause: unknown) => RosterError = unavailable,
  ): Promise<z.output<Schema>> {
    const own = calls.take(orgId)
    if (own.refused) throw usedUp(own.resetMs)
    const { granted, retryAfterMs } = await budget.take('api-keys')
    if (!granted) throw usedUp(retryAfterMs)
    try {
      const answer = await deadline(PATIENCE_MS, call(), () => {
        throw unavailable()
      })
      const { data, success } = schema.safeParse(answer)
      if (success) return data
      throw new Error('Clerk’s answer about API keys has an unexpected form')
    } catch (error) {
      if (error instanceof RosterError) throw error
      await pauseAfter(error, budget)
      // A 404 without an error of Clerk's is one of a proxy.
      const isMissing = isClerkAPIResponseError(error) && error.status === 404 && error.errors.length > 0
      throw isMissing ? ofMissing(error) : unavailable(error)
    }
  }

  /** A key as far as it can be read: its administrators must see it and be able to revoke it. */
  function readKey(raw: unknown): ApiKeyRecord {
    const whole = apiKey.safeParse(raw)
    if (whole.success) return whole.data
    const { data, error } = readable.safeParse(raw)
    if (error) throw unavailable(error)
    if (!odd.has(data.id)) log.warn({ keyId: data.id, path: pathOf(whole.error) }, ODD)
    odd.set(data.id, true)
    return data
  }

  async function readList(orgId: OrganizationId): Promise<readonly ApiKeyRecord[]> {
    const known = lists.get(orgId)
    if (known) return known
    const keys: ApiKeyRecord[] = []
    while (keys.length < MAX_KEYS) {
      const page = { subject: orgId, includeInvalid: true, limit: PAGE, offset: keys.length }
      const { data } = await fromClerk(orgId, z.object({ data: z.array(z.unknown()) }), () => apiKeys.list(page))
      keys.push(...data.map(readKey))
      if (data.length < PAGE) break
    }
    lists.set(orgId, keys)
    return keys
  }

  return {
    list: async (orgId) => lists.get(orgId) ?? inTurn(orgId, () => readList(orgId)),

    create: (orgId, key) =>
      inTurn(orgId, async () => {
        const keys = await readList(orgId)
        if (keys.filter(isLive).length >= MAX_LIVE_KEYS) throw enoughKeys()
        const remainingMs = lists.getRemainingTTL(orgId)
        lists.delete(orgId)
        const answer = await fromClerk(orgId, newKey, () => apiKeys.create({ subject: orgId, ...key }))
        const { secret } = answer
        const made = readKey(answer)
        if (remainingMs > 0) lists.set(orgId, [made, ...keys], { ttl: remainingMs })
        if (!secret)
          throw new Error('Clerk created an API key without a secret, so nobody can use it. Revoke it in Clerk.')
        return { ...made, secret }
      }),

    revoke: (orgId, keyId) =>
      inTurn(orgId, async () => {
        const { subject } = await fromClerk(
          orgId,
          z.object({ subject: z.string() }),
          () => apiKeys.get(keyId),
          noSuchKey,
        )
        if (subject !== orgId) throw noSuchKey()
        // Blocked first, because a call that fails here may have succeeded at Clerk.
        block(keyId)
        lists.delete(orgId)
        await fromClerk(orgId, z.unknown(), () => apiKeys.revoke({ apiKeyId: keyId }), noSuchKey)
      }),
  }
}

const ODD =
  'An API key from Clerk does not match its schema, so its organization’s administrators see only what could be read of it. Compare the field at this path with Clerk’s dashboard.'

function isLive({ revoked, expiration }: ApiKeyRecord): boolean {
  return !revoked && (expiration === null || expiration > Date.now())
}

function enoughKeys(): RosterError {
  return new RosterError('VALIDATION_ERROR', {
    message: `Your organization has ${MAX_LIVE_KEYS} API keys, which is the most that it may have; revoke one that is not used`,
  })
}

function noSuchKey(cause?: unknown): RosterError {
  return new RosterError('NOT_FOUND', {
    message: 'Your organization has no API key with this id; list the keys again',
    cause,
  })
}

function usedUp(waitMs: number): RosterError {
  return new RosterError('RATE_LIMITED', {
    message: 'Too many requests about API keys; retry after the time in Retry-After',
    retryAfter: Math.max(1, Math.ceil(waitMs / 1000)),
  })
}

function unavailable(cause?: unknown): RosterError {
  return new RosterError('SERVICE_UNAVAILABLE', { retryAfter: RETRY_AFTER_SECONDS, cause })
}
