import type { ApiKey } from '../state/rows.ts'

/** Without the secret, which only the answer to the creation contains. */
export function apiKeyObject(key: ApiKey) {
  return {
    object: 'api_key',
    id: key.id,
    type: 'api_key',
    subject: key.subject,
    name: key.name,
    description: key.description,
    claims: key.claims,
    scopes: key.scopes,
    revoked: key.revoked,
    revocation_reason: key.revocationReason,
    expired: isExpired(key),
    expiration: key.expireAt,
    created_by: key.createdBy,
    last_used_at: key.lastUsedAt,
    created_at: key.createdAt,
    updated_at: key.updatedAt,
  }
}

export function isExpired({ expireAt }: ApiKey): boolean {
  return expireAt !== null && expireAt <= Date.now()
}
