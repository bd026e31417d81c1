import { createHash, randomBytes } from 'node:crypto'
import type { Instance } from '../instance.ts'
import type { ApiKey } from '../state/rows.ts'

/** Only a digest of the secret is stored, so it can be read only here. */
export function createApiKey(
  { store }: Instance,
  input: Pick<ApiKey, 'name' | 'description' | 'subject' | 'scopes' | 'claims' | 'createdBy'> & {
    secondsUntilExpiration: number | null
  },
): { key: ApiKey; secret: string } {
  const { secondsUntilExpiration, ...given } = input
  const secret = `ak_${randomBytes(24).toString('hex')}`
  const now = store.stamp()
  const key: ApiKey = {
    ...given,
    id: `ak_${randomBytes(16).toString('hex')}`,
    secretDigest: secretDigest(secret),
    revoked: false,
    revocationReason: null,
    lastUsedAt: null,
    expireAt: secondsUntilExpiration === null ? null : now + secondsUntilExpiration * 1000,
    createdAt: now,
    updatedAt: now,
  }
  store.commit([{ kind: 'apiKey', id: key.id, row: key }])
  return { key, secret }
}

export function revokeApiKey({ store }: Instance, key: ApiKey, reason: string | null): ApiKey {
  const row = { ...key, revoked: true, revocationReason: reason, updatedAt: store.stamp() }
  store.commit([{ kind: 'apiKey', id: row.id, row }])
  return row
}

export function secretDigest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
