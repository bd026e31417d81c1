import { setTimeout as sleep } from 'node:timers/promises'
import type { ClerkClient } from '@clerk/backend'
import { isClerkAPIResponseError } from '@clerk/backend/errors'
import type { OrganizationId } from '@roster/db'
import { RosterError } from '../errors.ts'

/** An API key as its organization's administrators see it; times are ms since 1970. */
export type ApiKeyRecord = {
  id: string
  name: string
  createdAt: number
  expiration: number | null
  lastUsedAt: number | null
  revoked: boolean
}

export type NewApiKey = { name: string; scopes: string[]; createdBy: string; secondsUntilExpiration: number | null }

/** The API keys that organizations own. They live in Clerk; nothing of them is stored here. */
export type ApiKeyService = {
  list(orgId: OrganizationId): Promise<ApiKeyRecord[]>
  /** Answers the secret, this once. */
  create(orgId: OrganizationId, key: NewApiKey): Promise<ApiKeyRecord & { secret: string }>
  /** This process refuses the key from the call on, even if Clerk does not answer whether it is revoked. */
  revoke(orgId: OrganizationId, keyId: string): Promise<void>
}

const PAGE = 100
const MAX_KEYS = 1_000
const PATIENCE_MS = 5_000
const RETRY_AFTER_SECONDS = 5

/** `refuse` hears the id of each key that its organization wants revoked. */
export function createApiKeyService({ apiKeys }: ClerkClient, refuse: (keyId: string) => void): ApiKeyService {
  return {
    async list(orgId) {
      const keys: ApiKeyRecord[] = []
      while (keys.length < MAX_KEYS) {
        const page = { subject: orgId, includeInvalid: true, limit: PAGE, offset: keys.length }
        const { data } = await fromClerk(apiKeys.list(page))
        keys.push(...data)
        if (data.length < PAGE) break
      }
      return keys
    },

    async create(orgId, key) {
      const { secret, ...made } = await fromClerk(apiKeys.create({ subject: orgId, ...key }))
      if (!secret) throw new Error('Clerk made an API key without a secret, so nobody can use it; revoke it in Clerk')
      return { ...made, secret }
    },

    async revoke(orgId, keyId) {
      const { subject } = await fromClerk(apiKeys.get(keyId))
      if (subject !== orgId) throw noSuchKey()
      // First: a call that fails here may have succeeded at Clerk.
      refuse(keyId)
      await fromClerk(apiKeys.revoke({ apiKeyId: keyId }))
    },
  }
}

/** What Clerk answers in time; its refusals and failures as ours. */
async function fromClerk<Result>(call: Promise<Result>): Promise<Result> {
  const late = sleep(PATIENCE_MS, undefined, { ref: false }).then(() => Promise.reject(unavailable()))
  return Promise.race([call, late]).catch((error: unknown) => {
    if (!isClerkAPIResponseError(error)) throw error
    throw error.status === 404 ? noSuchKey(error) : unavailable(error)
  })
}

function noSuchKey(cause?: unknown): RosterError {
  return new RosterError('NOT_FOUND', {
    message: 'Your organization has no API key with this id; list the keys again',
    cause,
  })
}

function unavailable(cause?: unknown): RosterError {
  return new RosterError('SERVICE_UNAVAILABLE', { retryAfter: RETRY_AFTER_SECONDS, cause })
}
