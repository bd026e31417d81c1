import type { Credential, SystemCredential } from './authenticate.ts'

/** Whom the limits count: the owner of a credential, however many tokens that has. Empty where nothing was proven. */
export function limitKey(credential: Credential | SystemCredential): string {
  if (credential.kind === 'session') return credential.sessionId
  if (credential.kind === 'api-key') return credential.keyId
  return credential.kind === 'system' ? `system ${credential.orgId}` : ''
}
